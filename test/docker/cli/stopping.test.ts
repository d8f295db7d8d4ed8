import { afterAll, afterEach, expect, it } from '@jest/globals';
import type { OutriderEvent } from '../../../src/events/types.ts';
import { leftOf, projectFolder, runOutrider, startOutrider } from '../../support/cli/run-outrider.ts';

const folder = projectFolder('stopping');
afterAll(() => folder.remove());
afterEach(async () => {
  await runOutrider(['-p', folder.project, 'down', '--grace-period', '0']);
});

/** A sidecar that ends when told, and an app that does or does not. */
const pod = (onTerm: string): string => `
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  terminationGracePeriodSeconds: 20
  initContainers:
    - name: proxy
      image: outrider/demo:0.1
      restartPolicy: Always
      command: [sh, -c, "trap 'exit 0' TERM; echo proxy; while true; do sleep 1 & wait; done"]
  containers:
    - name: app
      image: outrider/demo:0.1
      command: [sh, -c, "trap '${onTerm}' TERM; echo app; while true; do sleep 1 & wait; done"]
`;

const up = (onTerm: string) =>
  startOutrider(['-p', folder.project, 'up', folder.file(pod(onTerm)), '--output', 'json']);

const signals = (events: readonly OutriderEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'StopSignalSent' ? [`${event.signal} ${event.container}`] : []));

it('the first Ctrl-C stops the app and then the sidecar, and leaves nothing', async () => {
  const run = up('exit 0');
  await run.seen('Log', 'app');
  run.process.kill('SIGINT');
  const { exitCode, stderr } = await run.ended;
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(signals(run.events())).toEqual(['SIGTERM app', 'SIGTERM proxy']);
  const ends = run
    .events()
    .flatMap((event) => (event.type === 'ContainerTerminated' ? [event.container] : []));
  expect(ends).toEqual(['app', 'proxy']);
  expect(run.events().at(-1)?.type).toBe('PodRemoved');
  expect(await leftOf(folder.project)).toEqual([]);
});

it('step by step, each start waits for a line of standard input, and after the last one nobody is asked', async () => {
  const file = folder.file(pod('exit 0'));
  const run = startOutrider(['-p', folder.project, 'up', '--step', file, '--output', 'json'], {
    input: '\n\n',
  });
  await run.seen('Log', 'app');
  run.process.kill('SIGINT');
  const { exitCode } = await run.ended;
  expect(exitCode).toBe(0);
  const way = run.events().flatMap((event) => {
    if (event.type === 'StepWaiting') return [`asks to ${event.action} ${event.container}`];
    const isPart = event.type === 'ContainerRunning' || event.type === 'StopSignalSent';
    return isPart ? [`${event.type} ${event.container}`] : [];
  });
  expect(way).toEqual([
    'asks to start proxy',
    'ContainerRunning proxy',
    'asks to start app',
    'ContainerRunning app',
    'asks to stop app',
    'StopSignalSent app',
    'StopSignalSent proxy',
  ]);
  expect(await leftOf(folder.project)).toEqual([]);
});

it('the second Ctrl-C kills what has not ended, and leaves nothing', async () => {
  const run = up('');
  await run.seen('Log', 'app');
  run.process.kill('SIGINT');
  await run.seen('StopSignalSent', 'app');
  const begin = Date.now();
  run.process.kill('SIGINT');
  expect((await run.ended).exitCode).toBe(130);
  expect(Date.now() - begin).toBeLessThan(15_000);
  const killed = run.events().flatMap((event) => (event.type === 'ContainerKilled' ? [event.container] : []));
  expect([...killed].sort()).toEqual(['app', 'proxy']);
  expect(await leftOf(folder.project)).toEqual([]);
});

it('Ctrl-C before anything runs leaves nothing', async () => {
  const run = up('exit 0');
  await run.seen('PodCreated');
  run.process.kill('SIGINT');
  expect((await run.ended).exitCode).toBe(0);
  expect(await leftOf(folder.project)).toEqual([]);
});

it('after kill -9 of the supervisor, down stops in order and leaves nothing', async () => {
  const run = up('exit 0');
  await run.seen('Log', 'app');
  run.process.kill('SIGKILL');
  await run.ended;
  expect((await leftOf(folder.project)).length).toBeGreaterThan(0);
  const { exitCode, stdout, stderr } = await runOutrider(['-p', folder.project, 'down']);
  expect([exitCode, stdout]).toEqual([0, '']);
  expect(stderr.indexOf('web/app sent SIGTERM')).toBeGreaterThan(-1);
  expect(stderr.indexOf('web/proxy sent SIGTERM')).toBeGreaterThan(stderr.indexOf('web/app exited'));
  expect(await leftOf(folder.project)).toEqual([]);
});

it('after kill -9 of the supervisor, up takes the pod over without starting it again', async () => {
  const first = up('exit 0');
  await first.seen('Log', 'app');
  first.process.kill('SIGKILL');
  await first.ended;
  const second = up('exit 0');
  await second.seen('PodReady');
  second.process.kill('SIGINT');
  expect((await second.ended).exitCode).toBe(0);
  expect(second.events().filter(({ type }) => type === 'ContainerCreated')).toEqual([]);
  expect(signals(second.events())).toEqual(['SIGTERM app', 'SIGTERM proxy']);
  expect(await leftOf(folder.project)).toEqual([]);
});

it('down ends what another terminal runs, and that one ends well', async () => {
  const run = up('exit 0');
  await run.seen('Log', 'app');
  const [{ exitCode }, ended] = await Promise.all([runOutrider(['-p', folder.project, 'down']), run.ended]);
  expect(exitCode).toBe(0);
  expect(ended.stderr).toBe('');
  expect(await leftOf(folder.project)).toEqual([]);
});
