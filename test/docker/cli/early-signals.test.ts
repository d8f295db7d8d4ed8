import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from '@jest/globals';
import { type EngineGate, openEngineGate } from '../../support/cli/engine-gate.ts';
import {
  leftOf,
  projectFolder,
  runOutrider,
  type Started,
  startOutrider,
} from '../../support/cli/run-outrider.ts';

const folder = projectFolder('early');
const gates: EngineGate[] = [];
const cli = (...args: string[]) => ['-p', folder.project, ...args];
const runtime = join(folder.path, 'runtime');
mkdirSync(runtime, { mode: 0o700 });

afterEach(async () => {
  for (const gate of gates.splice(0)) gate.close();
  await runOutrider(cli('down', '--grace-period', '0'));
});
afterAll(() => folder.remove());

const pod = folder.file(`
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  terminationGracePeriodSeconds: 5
  containers:
    - name: app
      image: outrider/demo:0.1
      command: [sh, -c, "trap 'exit 0' TERM; while true; do sleep 1 & wait; done"]
`);

/** An `up` that gets a signal when it asks the engine for the so-many-th time. */
async function upUntil(request: number, signal: NodeJS.Signals, more: 'swallow' | undefined) {
  let run: Started | undefined;
  const gate = await openEngineGate((count) => {
    if (count === request) run?.process.kill(signal);
    return more;
  });
  gates.push(gate);
  const env = { DOCKER_HOST: gate.host, XDG_RUNTIME_DIR: runtime };
  run = startOutrider(cli('up', pod, '--output', 'json'), { env });
  return run.ended;
}

const sockets = (): readonly string[] => {
  const path = join(runtime, 'outrider');
  return existsSync(path) ? readdirSync(path) : [];
};

it('a signal before the engine has answered ends up, without a word', async () => {
  const { exitCode, signal, stdout, stderr } = await upUntil(1, 'SIGTERM', 'swallow');
  expect([exitCode, signal, stdout, stderr]).toEqual([0, null, '', '']);
  expect([await leftOf(folder.project), sockets()]).toEqual([[], []]);
});

it.each([2, 5, 9, 14, 20])(
  'a signal at any moment of the start leaves nothing (request %i)',
  async (request) => {
    const { exitCode, signal, stderr } = await upUntil(request, 'SIGINT', undefined);
    expect([exitCode, signal, stderr]).toEqual([0, null, '']);
    expect([await leftOf(folder.project), sockets()]).toEqual([[], []]);
  },
);
