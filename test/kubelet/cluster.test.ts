import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { runOutrider, startOutrider } from '../support/cli/run-outrider.ts';

/** A real cluster of one node, where one was started for these tests. */
const node = process.env['OUTRIDER_KUBELET'];
const onNode = node === undefined ? describe.skip : describe;
if (node === undefined) process.stderr.write('skipped: pods on a real cluster need --node\n');

const folder = mkdtempSync(join(tmpdir(), 'outrider-on-node-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const project = `on-node-${process.pid}`;
const cluster = ['-p', project, '--context', 'judge'];
const env = { KUBECONFIG: join(node ?? '', 'kubeconfig') };

/** Nothing schedules pods on that node, so they name it. */
function manifest(name: string, app: string): string {
  const path = join(folder, `${name}.yaml`);
  writeFileSync(
    path,
    `apiVersion: v1
kind: ConfigMap
metadata: {name: ${name}-words}
data: {word: hello}
---
apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  nodeName: judge
  terminationGracePeriodSeconds: 10
  initContainers:
    - {name: setup, image: "outrider/demo:0.1", command: [sh, -c, "echo setting up"]}
    - name: clock
      image: outrider/demo:0.1
      restartPolicy: Always
      command: [sh, -c, "trap 'echo bye; exit 0' TERM; echo ticking; touch /tmp/t; while :; do sleep 1 & wait $!; done"]
      startupProbe: {exec: {command: [test, -f, /tmp/t]}, periodSeconds: 1}
  containers:
    - ${app}
    - name: second
      image: outrider/demo:0.1
      command: [sh, -c, "trap 'exit 0' TERM; echo $WORD; while :; do sleep 1 & wait $!; done"]
      env: [{name: WORD, valueFrom: {configMapKeyRef: {name: ${name}-words, key: word}}}]
`,
  );
  return path;
}

const serving =
  '{name: app, image: "outrider/demo:0.1", command: [sh, -c, "trap \'exit 0\' TERM; echo serving; while :; do sleep 1 & wait $!; done"]}';
const impossible = '{name: app, image: "nowhere.invalid/app:1", command: [none]}';

async function left(): Promise<string> {
  return (await runOutrider([...cluster, 'ps', '--output', 'json'], { env })).stdout;
}

onNode('pods on a real cluster', () => {
  it('are followed in one view, end in order by Ctrl-C, and leave nothing', async () => {
    const up = startOutrider([...cluster, 'up', manifest('served', serving), '--output', 'json'], { env });
    await up.seen('PodReady');
    await up.seen('Log', 'second');
    up.process.kill('SIGINT');
    const { exitCode, stderr } = await up.ended;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const lines = up
      .events()
      .flatMap((event) => (event.type === 'Log' ? [`${event.container} ${event.line}`] : []));
    expect(lines.sort()).toEqual([
      'app serving',
      'clock bye',
      'clock ticking',
      'second hello',
      'setup setting up',
    ]);
    const at = (container: string): number =>
      up.events().findIndex((event) => event.type === 'ContainerRunning' && event.container === container);
    expect(at('setup')).toBeLessThan(at('clock'));
    expect(at('clock')).toBeLessThan(at('app'));
    expect(await left()).toBe('');
  }, 240_000);

  it('are compared with those that run here: the same steps in the same order', async () => {
    const compared = manifest('compared', serving);
    const { exitCode, stdout, stderr } = await runOutrider(
      [...cluster, 'compare', compared, '--for', '5s', '--output', 'json'],
      { env },
    );
    const steps = stdout.split('\n').filter((line) => line !== '');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: 'the same steps in the same order\n' });
    expect(steps.filter((step) => step.includes('"what":"clock has started"'))).toHaveLength(1);
    expect(await left()).toBe('');
  }, 240_000);

  it('say why one of their containers cannot start', async () => {
    const up = startOutrider([...cluster, 'up', manifest('stuck', impossible), '--output', 'json'], { env });
    await up.seen('ImagePullFailed');
    const { stdout } = await runOutrider([...cluster, 'why'], { env });
    expect(stdout.split('\n')[0]).toMatch(/app.*image|image.*app/);
    up.process.kill('SIGINT');
    expect(await up.ended).toMatchObject({ exitCode: 0 });
    expect(await left()).toBe('');
  }, 240_000);

  it('go on when the process that follows them is killed, and are taken away by down', async () => {
    const up = startOutrider([...cluster, 'up', manifest('orphan', serving), '--output', 'json'], { env });
    await up.seen('PodReady');
    up.process.kill('SIGKILL');
    await up.ended;
    expect(await left()).toContain('orphan');
    const down = await runOutrider([...cluster, 'down'], { env });
    expect(down).toMatchObject({ exitCode: 0, stderr: 'orphan removed\n' });
    expect(await left()).toBe('');
  }, 240_000);
});
