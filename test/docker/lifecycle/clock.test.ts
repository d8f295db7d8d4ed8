import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  leftOf,
  projectFolder,
  runOutrider,
  type StartOptions,
  startOutrider,
} from '../../support/cli/run-outrider.ts';

const shim = join(process.cwd(), 'test/support/clock/shift.mjs');
const hour = 3_600_000;

/** A program whose clock of the day is so far from the engine's, and is set once more after three seconds. */
const clock = (shiftMs: number, thenMs = 0): StartOptions => ({
  env: {
    NODE_OPTIONS: `--import=${shim}`,
    SHIFT_MS: String(shiftMs),
    THEN_MS: String(thenMs),
    AFTER_MS: '3000',
  },
});

const clocks: readonly (readonly [string, StartOptions])[] = [
  ['an hour ahead of the engine', clock(hour)],
  ['an hour behind the engine', clock(-hour)],
  ['set back an hour in the middle', clock(0, -hour)],
  ['set ahead a day in the middle', clock(0, 24 * hour)],
];

const pod = `
apiVersion: v1
kind: Pod
metadata: {name: pod}
spec:
  restartPolicy: Always
  terminationGracePeriodSeconds: 2
  initContainers:
    - name: proxy
      image: outrider/demo:0.1
      restartPolicy: Always
      command: [sh, -c, "trap exit TERM; sleep 1000 & wait"]
      startupProbe: {exec: {command: ["true"]}, periodSeconds: 1, initialDelaySeconds: 1}
  containers:
    - name: app
      image: outrider/demo:0.1
      command: [sh, -c, "trap exit TERM; sleep 1000 & wait"]
      readinessProbe: {exec: {command: ["true"]}, periodSeconds: 1, initialDelaySeconds: 1}
    - name: crash
      image: outrider/demo:0.1
      command: [sh, -c, exit 1]
`;

let folder: ReturnType<typeof projectFolder>;

beforeEach(() => {
  folder = projectFolder('clock');
});

afterEach(async () => {
  await runOutrider(['-p', folder.project, 'down']);
  const left = await leftOf(folder.project);
  folder.remove();
  expect(left).toEqual([]);
}, 60_000);

describe.each(clocks)('a supervisor whose clock is %s', (_, options) => {
  it('asks probes when they are due, backs off as long as it should, and takes over what another one left', async () => {
    const file = folder.file(pod);
    const up = ['-p', folder.project, 'up', file, '--output', 'json'];
    const first = startOutrider(up, options);
    const startedAt: number[] = [];
    for (let times = 1; times <= 4; times++) {
      await first.seen('ContainerRunning', 'crash', times);
      startedAt.push(performance.now());
    }
    await first.seen('ContainerReady', 'app');
    // The curve is 0 s, 1 s, 2 s: a start may come late, but never before its time.
    expect(startedAt[3]! - startedAt[2]!).toBeGreaterThan(1900);

    first.process.kill('SIGKILL');
    await first.ended;
    const second = startOutrider(up, options);
    await second.seen('ContainerRunning', 'crash', 2);
    await second.seen('ContainerReady', 'app');
    expect(second.events().filter(({ type }) => type === 'SandboxReady').length).toBeLessThan(2);
    second.process.kill('SIGINT');
    expect((await second.ended).exitCode).toBe(0);
  }, 120_000);
});

it('lines of the last minutes are counted back from the engine’s now', async () => {
  const file = folder.file(`
apiVersion: v1
kind: Pod
metadata: {name: pod}
spec: {restartPolicy: Never, containers: [{name: app, image: outrider/demo:0.1, command: [echo, here]}]}
`);
  const { exitCode } = await runOutrider(['-p', folder.project, 'up', file, '--wait', '-d']);
  expect(exitCode).toBe(0);
  const late = startOutrider(['-p', folder.project, 'logs', '--since', '10m', '-o', 'raw'], clock(hour));
  expect((await late.ended).stdout).toContain('here');
}, 60_000);
