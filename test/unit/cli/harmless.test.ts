import { expect, it } from '@jest/globals';
import { harmless } from '../../../src/cli/output/harmless.ts';
import { printPlain } from '../../../src/cli/output/plain.ts';
import { tableText } from '../../../src/cli/output/table.ts';
import type { EventBody, OutriderEvent } from '../../../src/events/types.ts';

/** Sets the window's title, clears the screen, colours, turns the writing round. */
const hostile = '\u001b]0;PWNED\u0007\u001b[2J\u001b[31mred\u202etxt\u009b2J\r\nfaked line';
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
const harmful = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

const of = { container: `app${hostile}`, attempt: 0 } as const;
const bodies: readonly EventBody[] = [
  { type: 'Warning', message: hostile, source: hostile },
  { type: 'ProbeFailed', probe: 'startup', message: hostile, changed: true, ...of },
  { type: 'HookFinished', hook: 'preStop', ok: false, message: hostile, ...of },
  { type: 'ImagePullFailed', image: hostile, message: hostile },
  { type: 'ContainerTerminated', exitCode: 1, reason: 'Error', message: hostile, ...of },
  { type: 'ContainerKilled', message: hostile, ...of },
  { type: 'PodFailed', message: hostile },
];

it.each(bodies)('nothing of a $type event does anything to the terminal', (body) => {
  let text = '';
  const sink = {
    write: (data: string | Uint8Array) => {
      text += String(data);
    },
    ready: () => undefined,
    drop: () => {},
    dropped: () => false,
    hurry: () => {},
    end: async () => {},
  };
  const event = { time: '2026-01-02T10:00:00.000Z', seq: 1, project: 'p', pod: `web${hostile}`, ...body };
  const events = {
    subscribe: (listen: (event: OutriderEvent) => void) => {
      listen(event as OutriderEvent);
      return () => {};
    },
  };
  printPlain(events, [], sink, { verbose: true, colors: false });
  expect(text).not.toMatch(harmful);
  expect(text.split('\n')).toHaveLength(2);
});

it('a table is as wide as its cells are on the screen, whatever is in them', () => {
  const text = tableText(
    ['NAME', 'STATE'],
    [
      [`a${hostile}`, 'x'],
      ['日本', 'y'],
      ['e\u0301', 1],
    ],
  );
  expect(text).not.toMatch(harmful);
  const [head, , wide, combined] = text.split('\n');
  const column = head!.indexOf('STATE');
  expect(wide).toBe(`日本${' '.repeat(column - 4)}y`);
  expect(combined).toBe(`e\u0301${' '.repeat(column - 1)}1`);
});

it('what is harmless stays as it is', () => {
  expect(harmless('  exited 1: naïve 日本 — ok')).toBe('  exited 1: naïve 日本 — ok');
});
