import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runOutrider, type Started, startOutrider } from '../support/cli/run-outrider.ts';
import { ask } from './support/judge.ts';
import { openSwitchboard } from './support/switchboard.ts';
import { openWebhook, type Webhook } from './support/webhook.ts';

/** A real cluster of one node, where one was started for these tests. `guest` of its kubeconfig may do nothing. */
const node = process.env['OUTRIDER_KUBELET'];
const onNode = node === undefined ? describe.skip : describe;
if (node === undefined) process.stderr.write('skipped: trouble with a real cluster needs --node\n');

const folder = mkdtempSync(join(tmpdir(), 'outrider-trouble-'));
const space = `trouble-${process.pid}`;
const kubeconfig = join(node ?? '', 'kubeconfig');
const env = { KUBECONFIG: kubeconfig };
const as = (context: string): readonly string[] => [
  ...['-p', `trouble-${process.pid}`, '--context', context, '--namespace', space],
];

const text = `apiVersion: v1
kind: ConfigMap
metadata: {name: words}
data: {word: hello}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  nodeName: judge
  terminationGracePeriodSeconds: 5
  containers:
    - name: app
      image: outrider/demo:0.1
      command: [sh, -c, "trap 'exit 0' TERM; echo serving; while :; do sleep 1 & wait $!; done"]
`;
const file = join(folder, 'web.yaml');

const rights = `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: pods, namespace: ${space}}
rules:
  - {apiGroups: [""], resources: [pods, configmaps], verbs: [get, list, watch, create, patch, delete]}
  - {apiGroups: [""], resources: [pods/log], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: pods, namespace: ${space}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: pods}
subjects: [{kind: User, name: guest, apiGroup: rbac.authorization.k8s.io}]
`;

/** What of ours is in the namespace. */
async function left(): Promise<string> {
  const { stdout } = await ask([
    '-n',
    space,
    'get',
    'pods,configmaps',
    '-l',
    'outrider.dev/project',
    '-o',
    'name',
  ]);
  return stdout.trim();
}

let webhook: Webhook | undefined;

/** The API server learns of a webhook some time later. */
async function untilRefused(): Promise<void> {
  const pod = text.replaceAll('name: web', 'name: probe');
  const deadline = performance.now() + 60_000;
  while ((await ask(['-n', space, 'create', '-f', '-'], pod)).exitCode === 0) {
    await ask(['-n', space, 'delete', '--now', '-f', '-'], pod);
    if (performance.now() > deadline) throw new Error('the webhook is never asked');
  }
  await ask(['-n', space, 'delete', '--ignore-not-found', '-f', '-'], pod);
}

/** Settles when so many warnings with these words have come. */
async function told(up: Started, words: string, times: number): Promise<void> {
  const count = (): number =>
    up.events().filter((event) => event.type === 'Warning' && event.message.includes(words)).length;
  while (count() < times) await once(up.process.stdout!, 'data');
}

beforeAll(async () => {
  if (node === undefined) return;
  writeFileSync(file, text);
  await ask(['create', 'namespace', space]);
}, 60_000);

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await webhook?.close();
  if (node !== undefined) await ask(['delete', 'namespace', space, '--wait=false']);
}, 60_000);

onNode('what goes wrong with a real cluster', () => {
  it('is told with the verb and the resource where a right is missing, and nothing is applied', async () => {
    const { exitCode, stderr } = await runOutrider([...as('guest'), 'up', file], { env });
    expect({ exitCode, first: stderr.split('\n')[0] }).toEqual({
      exitCode: 1,
      first: `outrider: user guest may not get pods in namespace ${space} of guest`,
    });
    expect(await left()).toBe('');
  }, 120_000);

  it('is nothing where a person may do what the files need, and no more', async () => {
    await ask(['apply', '-f', '-'], rights);
    expect(await runOutrider([...as('guest'), 'up', '-d', file], { env })).toMatchObject({ exitCode: 0 });
    const down = await runOutrider([...as('guest'), 'down'], { env });
    expect(down.exitCode).toBe(0);
    expect(down.stderr).toMatch(/^web removed\nnote: not looked for .*: deployments, .*\n$/);
    expect(await left()).toBe('');
  }, 120_000);

  it('is told of an object that somebody else made, which stays as it is', async () => {
    await ask(['-n', space, 'create', 'configmap', 'words', '--from-literal=word=precious']);
    const { exitCode, stderr } = await runOutrider([...as('judge'), 'up', file], { env });
    expect({ exitCode, first: stderr.split('\n')[0] }).toEqual({
      exitCode: 2,
      first: `outrider: namespace ${space} of judge has ConfigMap words, which this project did not make`,
    });
    const { stdout } = await ask(['-n', space, 'get', 'configmap', 'words', '-o', 'jsonpath={.data.word}']);
    expect(stdout).toBe('precious');
    await ask(['-n', space, 'delete', 'configmap', 'words']);
  }, 120_000);

  it.each([
    ['the trial', false],
    ['what is meant', true],
  ])(
    'is an admission webhook that refuses %s, and of what was applied nothing stays',
    async (_what, takesTrials) => {
      webhook = await openWebhook(space, takesTrials, 'no latest tags');
      await ask(['apply', '-f', '-'], webhook.configuration);
      await untilRefused();
      const { exitCode, stderr } = await runOutrider([...as('judge'), 'up', file], { env });
      expect(exitCode).toBe(2);
      expect(stderr.split('\n').slice(0, 2)).toEqual([
        'outrider: the admission webhook tags.outrider.test refuses it: no latest tags',
        takesTrials ? '  What was applied of it was removed again.' : '',
      ]);
      await ask(['delete', '-f', '-'], webhook.configuration);
      await webhook.close();
      expect(await left()).toBe('');
    },
    120_000,
  );

  it('is a connection that is lost and taken up again, also when Ctrl-C comes in between', async () => {
    const line = await openSwitchboard(6443);
    const config = join(folder, 'kubeconfig');
    writeFileSync(config, readFileSync(kubeconfig, 'utf8').replaceAll(':6443', `:${line.port}`));
    const up = startOutrider([...as('judge'), 'up', file, '--output', 'json'], {
      env: { KUBECONFIG: config },
    });
    await up.seen('PodReady');
    line.cut();
    await told(up, 'does not answer', 1);
    line.mend();
    await told(up, 'answers again', 1);
    line.cut();
    await told(up, 'does not answer', 2);
    up.process.kill('SIGINT');
    line.mend();
    expect(await up.ended).toMatchObject({ exitCode: 0, stderr: '' });
    const types = up.events().map(({ type }) => type);
    expect(types).toContain('PodSucceeded');
    expect(types.at(-1)).toBe('PodRemoved');
    expect(types).not.toContain('PodFailed');
    expect(await left()).toBe('');
    await line.close();
  }, 240_000);
});
