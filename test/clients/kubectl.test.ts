import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clientProgram, type Finished, type Served, serve } from './support/served.ts';

const kubectl = clientProgram('kubectl');
const manifest = `apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  terminationGracePeriodSeconds: 5
  initContainers:
    - name: proxy
      image: outrider/demo:0.1
      restartPolicy: Always
      command: [sh, -c, 'echo proxy is up; exec sleep 100000']
  containers:
    - name: app
      image: outrider/demo:0.1
      command:
        - sh
        - -c
        - |
          trap 'echo bye; exit 0' TERM
          for i in 1 2 3 4 5; do echo line $i; done
          while :; do sleep 0.2; done
`;
const more = (level: string) => `apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {level: ${level}}
---
apiVersion: v1
kind: Pod
metadata: {name: second, labels: {app: second}}
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: app
      image: outrider/demo:0.1
      command: [sh, -c, 'trap "exit 0" TERM; while :; do echo level $(cat /settings/level); sleep 0.2; done']
      volumeMounts: [{name: settings, mountPath: /settings}]
  volumes: [{name: settings, configMap: {name: settings}}]
`;

const whole = kubectl === undefined ? describe.skip : describe;

whole('kubectl on pods that run here', () => {
  let served: Served;
  const run = (...args: string[]): Promise<Finished> => served.run(kubectl!, args);
  const out = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(...args);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
    return stdout;
  };
  beforeAll(async () => {
    served = await serve('kubectl', manifest);
  }, 120_000);
  afterAll(() => served.end(), 120_000);

  it('shows the pods, by themselves, wide, in all namespaces and described', async () => {
    expect(await out('get', 'pods')).toMatch(/^NAME +READY +STATUS +RESTARTS +AGE\nweb +2\/2 +Running +0 /);
    expect(await out('get', 'pods', '-A', '-o', 'wide')).toMatch(/default +web +2\/2 +Running/);
    expect(await out('describe', 'pod', 'web')).toMatch(/proxy:[\s\S]*app:[\s\S]*Events:[\s\S]*Started/);
    expect(await out('wait', '--for=condition=Ready', 'pod/web', '--timeout=60s')).toContain('condition met');
    expect(await out('auth', 'can-i', 'delete', 'pods')).toBe('yes\n');
    expect(await out('api-resources')).toMatch(/^deployments +deploy +apps\/v1/m);
  });

  it('reads a log whole, from its end, with times, up to a limit and of the instance before', async () => {
    const all = ['line 1', 'line 2', 'line 3', 'line 4', 'line 5', ''].join('\n');
    expect(await out('logs', 'web', '-c', 'app')).toBe(all);
    expect(await out('logs', 'web', '-c', 'app', '--tail=2')).toBe('line 4\nline 5\n');
    expect(await out('logs', 'web', '-c', 'app', '--limit-bytes=9')).toBe('line 1\nli');
    expect(await out('logs', 'web', '-c', 'app', '--timestamps', '--tail=1')).toMatch(
      /^\d{4}-\S+Z line 5\n$/,
    );
    expect(await out('logs', 'web', '-c', 'app', '--since=1h', '--tail=1')).toBe('line 5\n');
    expect(await run('logs', 'web', '-c', 'app', '--previous')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('previous terminated container "app" in pod "web" not found'),
    });
    expect((await run('logs', 'web', '-c', 'nope')).stderr).toContain(
      'container nope is not valid for pod web',
    );
  });

  it('runs commands, with their input, their output and their exit code', async () => {
    const script = 'cat; echo to the other >&2; exit 7';
    const ran = await served.run(
      kubectl!,
      ['exec', '-i', 'web', '-c', 'app', '--', 'sh', '-c', script],
      'input',
    );
    expect(ran).toMatchObject({ code: 7, stdout: 'input', stderr: expect.stringContaining('to the other') });
    const nope = await run('exec', 'web', '-c', 'app', '--', 'no-such-program');
    expect(nope.code).not.toBe(0);
    expect(nope.stderr).toContain('executable file not found');
  });

  it('copies a file into a container and out of it, byte for byte', async () => {
    const [there, back] = [join(served.folder, 'there'), join(served.folder, 'back')];
    writeFileSync(there, randomBytes(20_000_000));
    await out('cp', there, 'web:/tmp/copied', '-c', 'app');
    await out('cp', 'web:/tmp/copied', back, '-c', 'app');
    const digest = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
    expect(digest(back)).toBe(digest(there));
  });

  it('applies a new pod, changes its ConfigMap in place, and deletes it in order', async () => {
    const file = served.file(more('info'), 'more.yaml');
    await out('apply', '-f', file);
    await out('wait', '--for=condition=Ready', 'pod/second', '--timeout=120s');
    const log = served.start(kubectl!, ['logs', '-f', 'second']);
    await log.shows('level info');
    served.file(more('debug'), 'more.yaml');
    expect(await out('apply', '-f', file)).toContain('configmap/settings configured\npod/second unchanged');
    await log.shows('level debug');
    expect(await out('get', 'pod', 'second')).toMatch(/second +1\/1 +Running +0 /);
    await out('patch', 'configmap', 'settings', '--type=merge', '-p', '{"data":{"level":"warn"}}');
    await log.shows('level warn');
    const refused = await run('set', 'image', 'pod/second', 'app=outrider.invalid/none:1');
    expect(refused.stderr).toContain('outrider.invalid/none:1');
    await out('delete', 'pod', 'second', '--timeout=120s');
    expect((await log.finished).code).toBe(0);
    expect((await run('get', 'pod', 'second')).stderr).toContain('pods "second" not found');
  }, 180_000);

  it('refuses what is no pod, with what is wrong', async () => {
    const file = served.file(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: bad}\nspec: {containers: [{name: app}, {name: app, image: x}]}\n',
      'bad.yaml',
    );
    const { code, stderr } = await run('apply', '-f', file);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/image|app/);
    expect((await run('get', 'pod', 'bad')).code).toBe(1);
  });
});
