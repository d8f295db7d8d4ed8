import { afterAll, afterEach, expect, it } from '@jest/globals';
import { leftOf, projectFolder, runOutrider, startOutrider } from '../../support/cli/run-outrider.ts';

const folder = projectFolder('changed');
const cli = (...args: string[]) => ['-p', folder.project, ...args];
afterAll(() => folder.remove());
afterEach(async () => {
  await runOutrider(cli('down', '--grace-period', '0'));
  expect(await leftOf(folder.project)).toEqual([]);
});

const loop = '[sh, -c, "trap \'exit 0\' TERM; while true; do sleep 1 & wait; done"]';
const container = (name: string, more = ''): string =>
  `{name: ${name}, image: "outrider/demo:0.1", command: ${loop}${more}}`;

function pod(containers: readonly string[], more = ''): string {
  return folder.file(`
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
${containers.map((one) => `    - ${one}\n`).join('')}${more}`);
}

interface Row {
  readonly container: string;
  readonly restarts: number;
}

async function rows(): Promise<readonly string[]> {
  const { stdout } = await runOutrider(cli('ps', '--output', 'json'));
  const all = stdout.split('\n').filter((line) => line !== '');
  return all.map((line) => JSON.parse(line) as Row).map((row) => `${row.container} ${row.restarts}`);
}

it('a changed container alone is replaced, and up --detach comes back when it runs', async () => {
  await runOutrider(cli('up', pod([container('app'), container('other')]), '-d'));
  const file = pod([container('app', ', env: [{name: A, value: b}]'), container('other')]);
  const { exitCode, stderr } = await runOutrider(cli('up', file, '-d', '--wait'));
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(await rows()).toEqual(['app 1', 'other 0']);
});

it('a pod that gets one more container is made anew, in order, and its first terminal ends well', async () => {
  const first = startOutrider(cli('up', pod([container('app')]), '--output', 'json'));
  await first.seen('PodReady');
  const file = pod([container('app'), container('more')]);
  const second = await runOutrider(cli('up', file, '-d', '--wait'));
  expect(second.stderr).toMatch(/^outrider: pod web is made anew: container more was added$/m);
  expect([second.exitCode, (await first.ended).exitCode]).toEqual([0, 0]);
  const reasons = first.events().flatMap((event) => (event.type === 'PodTerminating' ? [event.reason] : []));
  expect(reasons).toEqual(['it is made anew: container more was added']);
  expect(await rows()).toEqual(['app 0', 'more 0']);
});

it('a pod that nobody supervises any more is made anew, too', async () => {
  const first = startOutrider(cli('up', pod([container('app')]), '--output', 'json'));
  await first.seen('PodReady');
  first.process.kill('SIGKILL');
  await first.ended;
  const file = pod([container('app')], '  volumes: [{name: v, emptyDir: {}}]\n');
  const { exitCode, stderr } = await runOutrider(cli('up', file, '-d'));
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/^outrider: pod web is made anew: its volumes changed$/m);
});

it('a pod goes on as it is when the image of what is to be added cannot be had', async () => {
  await runOutrider(cli('up', pod([container('app')]), '-d'));
  const broken = '{name: more, image: "outrider.local/nothing:1", imagePullPolicy: Never}';
  const { exitCode, stderr } = await runOutrider(cli('up', pod([container('app'), broken]), '-d'));
  expect([exitCode, stderr]).toEqual([
    1,
    expect.stringMatching(/there is no image outrider.local\/nothing:1/),
  ]);
  expect(await rows()).toEqual(['app 0']);
});
