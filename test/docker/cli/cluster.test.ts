import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { leftOf, projectFolder, runOutrider, startOutrider } from '../../support/cli/run-outrider.ts';

/** The states of a pod that a real cluster showed, played by a program in the place of kubectl. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outrider-cluster-'));
  cpSync(join(process.cwd(), 'test/unit/cluster/states/crash.json'), join(folder, 'states.json'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const manifest = (name: string, sidecar = ''): string => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:${sidecar}
  containers: [{name: app, image: outrider/demo:0.1}]
`;

function fake(more: Readonly<Record<string, string>> = {}) {
  return {
    OUTRIDER_KUBECTL: join(process.cwd(), 'test/support/cluster/kubectl.mjs'),
    FAKE_CLUSTER: folder,
    FAKE_PROJECT: 'lab',
    ...more,
  };
}

function pod(text: string): string {
  const path = join(folder, 'pod.yaml');
  writeFileSync(path, text);
  return path;
}

const cluster = ['-p', 'lab', '--context', 'far'];
const has = (name: string): boolean => existsSync(join(folder, name));
const sockets = (): readonly string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('outrider-kubectl-'));

describe('pods on a cluster', () => {
  it('are tried, applied with the project’s label, followed with their lines, and removed by Ctrl-C', async () => {
    const words = '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: words}\ndata: {a: b}\n';
    const file = pod(`${manifest('crash')}${words}`);
    const up = startOutrider([...cluster, 'up', file, '--output', 'json'], { env: fake() });
    await up.seen('ContainerRunning', 'app', 4);
    expect(has('tried.json')).toBe(true);
    const { items } = JSON.parse(readFileSync(join(folder, 'applied.json'), 'utf8')) as {
      items: readonly { metadata: { labels: object } }[];
    };
    expect(items[0]!.metadata.labels).toMatchObject({ 'outrider.dev/project': 'lab' });
    up.process.kill('SIGINT');
    const { exitCode, stderr } = await up.ended;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const types = up.events().map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['PodTerminating', 'PodFailed', 'PodRemoved', 'Log']));
    expect(types.at(-1)).toBe('PodRemoved');
    const removed = JSON.parse(readFileSync(join(folder, 'removed.json'), 'utf8')) as {
      items: readonly { kind: string; metadata: { name: string } }[];
    };
    expect(removed.items.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'ConfigMap words',
    ]);
    expect(up.events().map(({ seq }) => seq)).toEqual(up.events().map((_event, index) => index + 1));
  }, 120_000);

  it('are shown by ps and why, and taken away by down, when nobody follows them', async () => {
    const file = pod(manifest('crash'));
    const detached = await runOutrider([...cluster, 'up', file, '--detach'], { env: fake() });
    expect(detached).toMatchObject({ exitCode: 0, stderr: '' });
    const env = fake({ FAKE_RUNS: '1' });
    const { stdout } = await runOutrider(['--context', 'far', 'ps'], { env });
    expect(stdout).toMatch(/lab +crash +app +app +Exited \(3\) +no +3/);
    const why = await runOutrider([...cluster, 'why'], { env });
    expect(why.stdout).toContain('exit code 3');
    const logs = await runOutrider([...cluster, 'logs', '--output', 'raw'], { env });
    expect(logs.stdout).toBe('line of app\n');
    const down = await runOutrider([...cluster, 'down'], { env });
    expect(down).toMatchObject({ exitCode: 0, stderr: 'crash removed\n' });
    expect(has('deleted')).toBe(true);
  }, 120_000);

  it('are applied before up -d comes back, also where a workload makes them under names of its own', async () => {
    const deployment = pod(`apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: app, image: outrider/demo:0.1}]}
`);
    const up = await runOutrider([...cluster, 'up', deployment, '--detach'], { env: fake() });
    expect(up).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(folder, 'applied.json'), 'utf8')).toContain('"outrider.dev/workload":"web"');
  }, 120_000);

  it('have app containers in the place of sidecars where a cluster does not know them, and that is asked for', async () => {
    const sidecar = `
  initContainers: [{name: proxy, image: outrider/demo:0.1, restartPolicy: Always}]`;
    const up = ['up', pod(manifest('crash', sidecar)), '--detach', '--sidecars', 'legacy'];
    const started = startOutrider([...cluster, ...up], { env: fake({ FAKE_MINOR: '27' }) });
    while (!has('applied.json')) await new Promise((resolve) => void setTimeout(resolve, 20));
    started.process.kill('SIGKILL');
    const { items } = JSON.parse(readFileSync(join(folder, 'applied.json'), 'utf8')) as {
      items: readonly { spec: { initContainers: object[]; containers: { name: string }[] } }[];
    };
    expect(items[0]!.spec).toMatchObject({
      initContainers: [],
      containers: [{ name: 'proxy' }, { name: 'app' }],
    });
  }, 60_000);

  it('are not applied where anything is wrong, and one sentence says what', async () => {
    const file = pod(manifest('crash'));
    const refusal =
      'Error from server: admission webhook "policy.example" denied the request: no latest tags';
    const refused = await runOutrider([...cluster, 'up', file], { env: fake({ FAKE_REFUSAL: refusal }) });
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toBe(
      'outrider: the admission webhook policy.example refuses it: no latest tags\n',
    );
    const sidecar = `
  initContainers: [{name: proxy, image: outrider/demo:0.1, restartPolicy: Always}]`;
    const old = await runOutrider([...cluster, 'up', pod(manifest('crash', sidecar))], {
      env: fake({ FAKE_MINOR: '27+' }),
    });
    expect(old.exitCode).toBe(2);
    expect(old.stderr).toContain('far runs Kubernetes 1.27+: native sidecars are on from 1.29 on');
    expect(old.stderr).toContain('--sidecars legacy');
    const without = await runOutrider([...cluster, 'ps'], { env: { OUTRIDER_KUBECTL: '/nowhere/kubectl' } });
    expect(without).toMatchObject({ exitCode: 2 });
    expect(without.stderr).toContain('--context needs kubectl');
    const exec = await runOutrider([...cluster, 'exec', 'app', 'ls'], { env: fake() });
    expect(exec).toMatchObject({ exitCode: 2 });
    expect(has('applied.json')).toBe(false);
  }, 120_000);

  it('never touch an object that somebody else made, whatever its kind', async () => {
    writeFileSync(
      join(folder, 'there.json'),
      JSON.stringify([{ kind: 'ConfigMap', metadata: { name: 'words' }, data: { a: 'precious' } }]),
    );
    const words = '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: words}\ndata: {a: b}\n';
    const up = await runOutrider([...cluster, 'up', pod(`${manifest('crash')}${words}`)], { env: fake() });
    expect(up.exitCode).toBe(2);
    expect(up.stderr).toContain('of far has ConfigMap words, which this project did not make');
    expect([has('applied.json'), has('removed.json')]).toEqual([false, false]);
  }, 120_000);

  it('are taken back when they are refused after a trial that went well', async () => {
    const words = '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: words}\ndata: {a: b}\n';
    const refusal = 'Error from server (Forbidden): pods "crash" is forbidden: exceeded quota: q';
    const up = await runOutrider([...cluster, 'up', pod(`${manifest('crash')}${words}`)], {
      env: fake({ FAKE_LATE_REFUSAL: refusal }),
    });
    expect(up.exitCode).toBe(2);
    expect(up.stderr).toBe(
      'outrider: the cluster refuses it: pods "crash" is forbidden: exceeded quota: q\n  What was applied of it was removed again.\n',
    );
    const removed = JSON.parse(readFileSync(join(folder, 'removed.json'), 'utf8')) as {
      items: readonly { kind: string }[];
    };
    expect(removed.items.map(({ kind }) => kind).sort()).toEqual(['ConfigMap', 'Pod']);
  }, 120_000);

  it('are taken away by a person who may not list what else there may be, which is told', async () => {
    await runOutrider([...cluster, 'up', pod(manifest('crash')), '--detach'], { env: fake() });
    const env = fake({ FAKE_RUNS: '1', FAKE_FORBIDDEN: 'deployments' });
    expect(await runOutrider([...cluster, 'down'], { env })).toMatchObject({
      exitCode: 0,
      stderr:
        'crash removed\nnote: not looked for in namespace shop, as you may not list them: deployments\n',
    });
  }, 120_000);

  it('are not compared where the cluster is not there, and nothing stays of what ran here', async () => {
    const { project, path, remove, file } = projectFolder('compare');
    const text = manifest('lonely', '\n  terminationGracePeriodSeconds: 1').replace(
      'app, image: outrider/demo:0.1',
      'app, image: "outrider/demo:0.1", command: [sleep, "600"]',
    );
    const refusal = 'Error from server (NotFound): namespaces "shop" not found';
    const compared = await runOutrider(['-p', project, '--context', 'far', 'compare', file(text)], {
      env: fake({ FAKE_REFUSAL: refusal, FAKE_PROJECT: path }),
    });
    expect(compared).toMatchObject({ exitCode: 2, stdout: '' });
    expect(compared.stderr.match(/^outrider: .*/gm)).toEqual(['outrider: far has no namespace shop']);
    expect(await leftOf(project)).toEqual([]);
    remove();
  }, 120_000);

  it('are not waited for once Ctrl-C came, however long one of them takes to go', async () => {
    const file = pod(manifest('crash'));
    writeFileSync(join(folder, 'applied.json'), 'before');
    const env = fake({ FAKE_RUNS: '1', FAKE_STUCK: '1' });
    const up = startOutrider([...cluster, 'up', file, '--output', 'json'], { env });
    const deadline = performance.now() + 60_000;
    while (!has('deleted') && performance.now() < deadline)
      await new Promise((resolve) => void setTimeout(resolve, 20));
    up.process.kill('SIGINT');
    expect(await up.ended).toMatchObject({ exitCode: 0, stdout: '' });
    expect(readFileSync(join(folder, 'applied.json'), 'utf8')).toBe('before');
  }, 120_000);

  it('go on when the process that follows them is killed, and nothing of it stays here', async () => {
    const before = sockets();
    const up = startOutrider([...cluster, 'up', pod(manifest('crash')), '--output', 'json'], { env: fake() });
    await up.seen('ContainerRunning', 'app');
    expect(sockets().length).toBeGreaterThan(before.length);
    up.process.kill('SIGKILL');
    await up.ended;
    const deadline = performance.now() + 30_000;
    while (sockets().length > before.length && performance.now() < deadline)
      await new Promise((resolve) => void setTimeout(resolve, 50));
    expect(sockets()).toEqual(before);
    expect(has('deleted')).toBe(false);
  }, 120_000);
});
