import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';

/**
 * A checkout that is neither installed nor built, with an npm that does not end before `go` is there, and a build that
 * only writes a program of one line. Both note each run in `runs`.
 */
let folder: string;
let children: Caller[];

interface Caller {
  readonly child: ChildProcess;
  readonly stderr: () => string;
  readonly exited: Promise<unknown[]>;
  /** Settles when stderr has said so. */
  readonly says: (words: string) => Promise<void>;
}

const npm = `#!/bin/sh
echo "npm $$" >> runs
while [ ! -e go ]; do sleep 0.05; done
mkdir -p node_modules && echo {} > node_modules/.package-lock.json
echo "npm done" >> runs
`;
const build = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
appendFileSync('runs', 'build\\n');
mkdirSync('dist', { recursive: true });
writeFileSync('dist/main.js', 'console.log("runs " + process.argv.slice(2).join(" "));');
`;

beforeEach(() => {
  children = [];
  folder = mkdtempSync(join(tmpdir(), 'outrider-checkout-'));
  for (const part of ['bin/outrider', 'scripts', 'src/images/process-lock.mjs', 'package.json'])
    cpSync(part, join(folder, part), { recursive: true });
  writeFileSync(join(folder, 'package-lock.json'), '{}');
  writeFileSync(join(folder, 'scripts/build.mjs'), build);
  mkdirSync(join(folder, 'path'));
  writeFileSync(join(folder, 'path/npm'), npm);
  chmodSync(join(folder, 'path/npm'), 0o755);
});

afterEach(async () => {
  for (const { child } of children) child.kill('SIGKILL');
  await Promise.all(children.map(({ exited }) => exited));
  rmSync(folder, { recursive: true, force: true });
});

function call(): Caller {
  const child = spawn(join(folder, 'bin/outrider'), ['version'], {
    env: { ...process.env, PATH: `${join(folder, 'path')}:${process.env['PATH']}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => {
    text += String(chunk);
  });
  const says = async (words: string): Promise<void> => {
    while (!text.includes(words)) await once(child.stderr, 'data');
  };
  const caller = { child, stderr: () => text, exited: once(child, 'exit'), says };
  children.push(caller);
  return caller;
}

const allow = (): void => writeFileSync(join(folder, 'go'), '');
const runs = (): readonly string[] =>
  readFileSync(join(folder, 'runs'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.replace(/ \d+$/, ''));
const npmPid = (): number => Number(/npm (\d+)/.exec(readFileSync(join(folder, 'runs'), 'utf8'))![1]);
const waits = 'waiting for it';

it('a checkout that many use at once is installed once and built once, and all of them run', async () => {
  const callers = Array.from({ length: 6 }, call);
  const waiting = callers.map(({ says }) => says(waits));
  const first = callers.map(({ says }) => says('running npm ci'));
  await Promise.race(first);
  // Each but one waits.
  await Promise.all(callers.map((_, index) => Promise.race([waiting[index]!, first[index]!])));
  expect(callers.filter(({ stderr }) => stderr().includes(waits))).toHaveLength(5);
  allow();
  const codes = await Promise.all(callers.map(async ({ exited }) => (await exited)[0]));
  expect(codes).toEqual([0, 0, 0, 0, 0, 0]);
  expect(runs()).toEqual(['npm', 'npm done', 'build']);
});

it('a process that is killed while it installs does not hold up the next one', async () => {
  const first = call();
  await first.says('running npm ci');
  const second = call();
  await second.says(waits);
  await noted();
  process.kill(npmPid(), 'SIGKILL');
  first.child.kill('SIGKILL');
  await second.says('running npm ci');
  allow();
  expect((await second.exited)[0]).toBe(0);
});

it('an installation that outlives the process that began it is waited for', async () => {
  const first = call();
  await first.says('running npm ci');
  await noted();
  first.child.kill('SIGKILL');
  await first.exited;
  const second = call();
  await second.says(waits);
  allow();
  expect((await second.exited)[0]).toBe(0);
  expect(runs()).toEqual(['npm', 'npm done', 'build']);
});

it('waiting for another process ends with Ctrl-C', async () => {
  const first = call();
  await first.says('running npm ci');
  const second = call();
  await second.says(waits);
  second.child.kill('SIGINT');
  expect(await second.exited).toEqual([null, 'SIGINT']);
  allow();
  expect((await first.exited)[0]).toBe(0);
});

it('what two calls leave behind is one small file', async () => {
  allow();
  await call().exited;
  await call().exited;
  expect(readdirSync(join(folder, '.locks'))).toEqual(['prepare.1']);
  expect(existsSync(join(folder, 'dist/main.js'))).toBe(true);
});

/** Settles when npm has noted its pid, and the lock has it, too. */
async function noted(): Promise<void> {
  for (;;) {
    const lock = join(folder, '.locks/prepare.1');
    if (existsSync(join(folder, 'runs')) && readFileSync(lock, 'utf8').includes(`"pid":${npmPid()}`)) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
