import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readKeys } from '../../../../src/cli/files/keys-file.ts';
import { commandScript } from '../../../../src/cli/show/run-command.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'outrider-keys-'));
  mkdirSync(join(folder, 'outrider'), { mode: 0o700 });
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string) {
  writeFileSync(join(folder, 'outrider/keys.json'), text);
  return readKeys({ XDG_CONFIG_HOME: folder });
}

describe('a file of keys', () => {
  it('has keys of actions and commands', () => {
    const { keys, commands } = read(
      '{"restart": "ctrl-r", "commands": [{"key": "ctrl-t", "run": "ss -tn"}, {"key": "ctrl-o", "name": "page", "run": "open $IP", "on": "machine"}]}',
    );
    expect(keys).toEqual({ restart: 'ctrl-r' });
    expect(commands).toEqual([
      { key: 'ctrl-t', run: 'ss -tn', on: 'pod' },
      { key: 'ctrl-o', name: 'page', run: 'open $IP', on: 'machine' },
    ]);
  });

  it.each([
    ['{"commands": {}}', '"commands" is no list'],
    ['{"commands": [null]}', 'a command has a "key" and what it is to "run"'],
    [
      '{"commands": [{"key": "ctrl-t", "run": "ls", "on": "moon"}]}',
      '"on" of the key ctrl-t is "pod" or "machine"',
    ],
    ['{"reboot": "r"}', '"reboot" is no action'],
    ['[]', 'it is no object of actions and keys'],
  ])('%s is told of with its name', (text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow('keys.json');
  });
});

it('a command has its variables, whatever is in them, and says how it ended', () => {
  const script = commandScript('echo "$POD at $IP"; false', {
    POD: "it's $HOME",
    CONTAINER: 'app',
    IP: '10.0.0.1',
  });
  expect(execFileSync('sh', ['-c', script], { input: '\n', encoding: 'utf8' })).toBe(
    "it's $HOME at 10.0.0.1\n\n[exit code 1, enter goes back] ",
  );
});
