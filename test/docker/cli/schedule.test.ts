import { afterAll, afterEach, expect, it } from '@jest/globals';
import { projectFolder, runOutrider, type Started, startOutrider } from '../../support/cli/run-outrider.ts';

const folder = projectFolder('schedule');
let run: Started | undefined;
afterEach(async () => {
  await runOutrider(['-p', folder.project, 'down', '--grace-period', '0']);
  await run?.ended;
});
afterAll(() => folder.remove());

const template = (spec: string): string => `template: {spec: {${spec}}}`;
const files = `apiVersion: batch/v1
kind: CronJob
metadata: {name: tick}
spec:
  schedule: "@every 1s"
  concurrencyPolicy: Forbid
  jobTemplate: {spec: {${template('restartPolicy: Never, containers: [{name: app, image: "outrider/demo:0.1", command: [sh, -c, "echo tick of $WHO"], env: [{name: WHO, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]}]')}}}
---
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: app, image: "outrider/demo:0.1", args: [server]}]}
`;

it('a schedule runs its job again and again beside the other pods, each run under a name of its own, until Ctrl-C', async () => {
  run = startOutrider(['-p', folder.project, 'up', '--schedule', folder.file(files), '--output', 'json']);
  await run.seen('PodSucceeded', undefined, 3);
  const events = run.events();
  const ran = events.flatMap((event) => (event.type === 'PodSucceeded' ? [event.pod] : []));
  expect(new Set(ran).size).toBe(ran.length);
  for (const pod of ran.slice(0, 2)) {
    expect(pod).toMatch(/^tick-\d+$/);
    expect(events).toContainEqual(expect.objectContaining({ type: 'Log', pod, line: `tick of ${pod}` }));
  }
  expect(events).toContainEqual(expect.objectContaining({ type: 'ContainerRunning', pod: 'web' }));
  run.process.kill('SIGINT');
  const { exitCode, stderr } = await run.ended;
  expect(stderr).toMatch(/tick: the next run is at /);
  expect(stderr).toMatch(/tick-\d+: succeeded/);
  expect(exitCode).toBe(0);
  const { stdout } = await runOutrider(['-p', folder.project, 'ps', '--output', 'json']);
  expect(stdout.trim()).toBe('');
}, 180_000);
