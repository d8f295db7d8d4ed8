import { afterAll, afterEach, expect, it } from '@jest/globals';
import type { OutriderEvent } from '../../../src/events/types.ts';
import { leftOf, projectFolder, runOutrider, startOutrider } from '../../support/cli/run-outrider.ts';

const folder = projectFolder('dependencies');
const outrider = (...args: string[]) => runOutrider(['-p', folder.project, ...args]);
afterAll(() => folder.remove());
afterEach(async () => {
  await outrider('down', '--volumes', '--grace-period', '0');
  expect(await leftOf(folder.project)).toEqual([]);
}, 120_000);

const server = `["sh", "-c", "trap 'exit 0' TERM; sleep 100000 & wait"]`;

/** `web ContainerRunning`: events of some types in their order, of which only the pods matter. */
function told(
  events: readonly OutriderEvent[],
  ...types: readonly OutriderEvent['type'][]
): readonly string[] {
  return events.filter(({ type }) => types.includes(type)).map(({ pod, type }) => `${pod} ${type}`);
}

it('services start when those that they depend on are there, tell whom they wait for, and stop in reverse', async () => {
  const file = folder.file(`
services:
  web:
    image: outrider/demo:0.1
    entrypoint: ${server}
    scale: 2
    depends_on: {migrate: {condition: service_completed_successfully}}
  migrate:
    image: outrider/demo:0.1
    entrypoint: ["true"]
    depends_on: {db: {condition: service_healthy}}
  db:
    image: outrider/demo:0.1
    entrypoint: ${server}
    healthcheck: {test: ["CMD", "test", "-f", "/tmp/up"], interval: 1s, retries: 1000}
`);
  const run = startOutrider(['-p', folder.project, 'up', file, '--output', 'json']);
  await run.seen('ContainerRunning', 'db');
  const { stdout: why } = await outrider('why', 'web-1');
  expect(why).toMatch(/waits for migrate to complete.*waits for db to be healthy/s);
  const { stdout: listed } = await outrider('ps');
  expect(listed).toMatch(/web-1 .*Waiting for migrate/);
  expect(told(run.events(), 'ContainerRunning')).toEqual(['db ContainerRunning']);
  expect((await outrider('exec', 'db', '--', 'touch', '/tmp/up')).exitCode).toBe(0);
  await run.seen('ContainerRunning', 'web', 2);
  run.process.kill('SIGINT');
  expect((await run.ended).exitCode).toBe(0);
  const order = told(run.events(), 'ContainerRunning', 'PodReady', 'PodSucceeded', 'StopSignalSent');
  const at = (words: string): number => order.indexOf(words);
  expect(at('migrate ContainerRunning')).toBeGreaterThan(at('db PodReady'));
  expect(at('web-1 ContainerRunning')).toBeGreaterThan(at('migrate PodSucceeded'));
  const ends = told(run.events(), 'ContainerTerminated', 'StopSignalSent');
  expect(ends.at(-2)).toBe('db StopSignalSent');
  expect(ends.indexOf('db StopSignalSent')).toBeGreaterThan(ends.indexOf('web-2 ContainerTerminated'));
}, 180_000);

it('a dependency that fails ends `up` with the reason, and `up --detach` leaves the others running', async () => {
  const file = folder.file(`
services:
  web: {image: "outrider/demo:0.1", entrypoint: ${server}, depends_on: {db: {condition: service_healthy}}}
  db:
    image: outrider/demo:0.1
    restart: always
    entrypoint: ${server}
    healthcheck: {test: ["CMD", "false"], interval: 1s, retries: 2}
`);
  const reason = 'pod web: dependency failed to start: db is unhealthy: command exited 1';
  const attached = await outrider('up', file, '--output', 'json');
  expect(attached).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(reason) });
  expect(await leftOf(folder.project)).toEqual([]);
  const detached = await outrider('up', file, '--detach');
  expect(detached).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(reason) });
  const rows = (await outrider('ps', '--output', 'json')).stdout.trim().split('\n');
  const states = rows.map((line) => JSON.parse(line) as { readonly pod: string; readonly state: string });
  expect(states.find(({ pod }) => pod === 'db')?.state).toMatch(/^Up /);
  expect(states.find(({ pod }) => pod === 'web')?.state).toBe('Not started');
}, 180_000);

it('pods of a manifest restart after one that they depend on, whichever run has it, and `down` ends them first', async () => {
  const pod = (name: string, meta: string, spec: string): string => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}${meta}}
spec:
  ${spec}
  containers: [{name: ${name}, image: "outrider/demo:0.1", command: ${server}}]
---`;
  const waiting = ', annotations: {outrider.dev/wait-for: "db:restart"}';
  const files = (spec: string): string => folder.file(pod('web', waiting, '') + pod('db', '', spec));
  const restarts = async (of: string): Promise<number> => {
    const rows = (await outrider('ps', '--output', 'json')).stdout.trim().split('\n');
    const all = rows.map((line) => JSON.parse(line) as { readonly pod: string; readonly restarts: number });
    return all.find(({ pod: name }) => name === of)?.restarts ?? -1;
  };
  expect((await outrider('up', files(''), '--detach', '--wait')).exitCode).toBe(0);
  const watching = startOutrider(['-p', folder.project, 'attach', '--output', 'json']);
  await watching.seen('ContainerReady', 'web');
  await outrider('restart', 'db');
  await watching.seen('ContainerReady', 'web', 2);
  expect(await restarts('web')).toBe(1);
  // Only a new pod has another setting of its namespaces. It is another run's, which tells the run that has web.
  expect((await outrider('up', files('shareProcessNamespace: true'), '--detach', '--wait')).exitCode).toBe(0);
  await watching.seen('ContainerReady', 'web', 3);
  expect(await restarts('web')).toBe(2);
  expect(await restarts('db')).toBe(0);
  const { stderr, exitCode } = await outrider('down');
  expect(exitCode).toBe(0);
  expect(stderr.indexOf('web removed')).toBeLessThan(stderr.indexOf('db/db sent'));
  await watching.ended;
}, 180_000);

it('a run that takes over does not run again what has ended before, and the order of the stop goes through it', async () => {
  const file = folder.file(`
services:
  db: {image: outrider/demo:0.1, entrypoint: ${server}}
  migrate: {image: outrider/demo:0.1, entrypoint: ["true"], depends_on: [db]}
  web:
    image: outrider/demo:0.1
    entrypoint: ${server}
    depends_on: {migrate: {condition: service_completed_successfully}}
`);
  const behind = ['up', '--left-behind', '--ended', 'migrate=Succeeded', '--', file];
  const run = startOutrider(['-p', folder.project, ...behind]);
  const until = performance.now() + 90_000;
  for (let listed = ''; !/ web .* Up /.test(listed) && performance.now() < until; )
    listed = (await outrider('ps')).stdout;
  expect((await leftOf(folder.project)).join(' ')).not.toContain('migrate');
  const { stderr } = await outrider('down');
  expect(stderr).toMatch(/web removed.*db\/db sent SIGTERM/s);
  expect((await run.ended).exitCode).toBe(0);
}, 180_000);
