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

it('after the deadline it is reported and goes on', async () => {
  const result: RunResult = await run('echo begun; sleep 1.5; echo done > /tmp/late', 300);
  expect(result.timedOut).toBe(true);
  expect(result.exitCode).toBeUndefined();
  const later = await run('until test -e /tmp/late; do sleep 0.05; done; cat /tmp/late');
  expect(text(later.stdout)).toBe('done\n');
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
