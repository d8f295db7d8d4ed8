import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { RunResult } from '../../../src/supervisor/ports.ts';
import { pod } from '../../unit/docker/pods.ts';
import { type Lab, type LabPod, openLab, patience } from './lab.ts';

let lab: Lab;
let web: LabPod;
let app = '';

beforeAll(async () => {
  lab = await openLab();
  web = await lab.up(pod());
  app = await web.run('app');
}, 60_000);

afterAll(() => lab.close(), 60_000);

const run = (script: string, timeoutMs = 10_000) =>
  web.engine.exec(app, ['sh', '-c', script], timeoutMs, patience);
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

it('gives code, output and errors', async () => {
  const result = await run('echo out; echo err >&2; exit 3');
  expect(result).toMatchObject({ exitCode: 3, timedOut: false });
  expect([text(result.stdout), text(result.stderr)]).toEqual(['out\n', 'err\n']);
});

it('many at once give each its own', async () => {
  const results = await Promise.all(Array.from({ length: 8 }, (_, n) => run(`echo ${n}; exit ${n}`)));
  expect(results.map(({ exitCode, stdout }) => [exitCode, text(stdout)])).toEqual(
    Array.from({ length: 8 }, (_, n) => [n, `${n}\n`]),
  );
});

/** How many processes of the container have this among their arguments. */
async function processes(word: string): Promise<number> {
  const { stdout } = await run(
    `n=0; for p in /proc/[0-9]*; do [ "$(tr '\\0' ' ' < $p/cmdline | grep -c "^[^/]*sleep ${word}")" = 1 ] && n=$((n+1)); done; echo $n`,
  );
  return Number(text(stdout));
}

it('after the deadline it is reported, and ended with all of its children before it may run again', async () => {
  const hang = 'sleep 4321 & setsid sleep 4321 & env -i sleep 4321 & sleep 4321';
  const result: RunResult = await run(`echo begun; ${hang}`, 300);
  expect(result.timedOut).toBe(true);
  expect(result.exitCode).toBeUndefined();
  const again = await run(`echo begun; ${hang}`, 300);
  expect(text(again.stdout)).toBe('begun\n');
  await web.engine.exec(app, ['sh', '-c', `echo begun; ${hang}`], 1, patience);
  // The same command waits until its last run is ended.
  expect(await processes('4321')).toBeLessThanOrEqual(4);
});

it('a check that hangs leaves no process behind, however often it is made', async () => {
  for (let count = 0; count < 5; count++)
    expect(await web.engine.exec(app, ['sleep', '1234'], 100, patience)).toMatchObject({ timedOut: true });
  expect(await processes('1234')).toBeLessThanOrEqual(1);
});

it('a command that runs out of time is ended in an image without tools, and nothing else is', async () => {
  await run('(sleep 77 >/dev/null 2>&1 &)');
  await web.engine.exec(app, ['sleep', '1235'], 100, patience);
  await web.engine.exec(app, ['sleep', '1235'], 100, patience);
  expect(await processes('77')).toBe(1);
});

it('a program that does not exist has its reason', async () => {
  const result = await web.engine.exec(app, ['no-such-program'], 10_000, patience);
  expect([126, 127]).toContain(result.exitCode);
  expect(text(result.stderr)).toBe('exec: "no-such-program": executable file not found in $PATH');
});

it('a child that keeps the output open does not make it late for ever', async () => {
  const result = await run('sleep 5 & echo started', 1_000);
  expect(result).toMatchObject({ exitCode: 0, timedOut: false });
});

it('nothing can be run in a container that has ended or is gone', async () => {
  const { id } = await web.create('app', 1);
  await expect(web.engine.exec(id, ['true'], 1_000, patience)).resolves.toMatchObject({ timedOut: false });
  await web.engine.removeContainer(id, patience);
  const gone = await web.engine.exec(id, ['true'], 1_000, patience);
  expect([gone.exitCode, text(gone.stderr)]).toEqual([
    undefined,
    expect.stringContaining('No such container'),
  ]);
});
