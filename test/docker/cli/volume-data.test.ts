import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, afterEach, expect, it } from '@jest/globals';
import type { OutriderEvent } from '../../../src/events/types.ts';
import { leftOf, projectFolder, runOutrider, startOutrider } from '../../support/cli/run-outrider.ts';
import { after, before, waiting } from '../../support/volumes/expected.ts';

const folder = projectFolder('volume-data');
const cli = (...args: string[]) => ['-p', folder.project, ...args];
afterAll(() => folder.remove());
afterEach(async () => {
  await runOutrider(cli('down', '--grace-period', '0'));
  expect(await leftOf(folder.project)).toEqual([]);
});

interface Data {
  readonly map: Readonly<Record<string, string>>;
  readonly secret: string;
  readonly immutable?: boolean;
}

function manifest({ map, secret, immutable = false }: Data): string {
  return folder.file(`
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: app
      image: outrider/demo:0.1
      command: [sh, -c, "trap 'exit 0' TERM; while true; do sleep 1 & wait; done"]
      env: [{name: K, valueFrom: {configMapKeyRef: {name: c, key: k}}}]
      volumeMounts:
        - {name: conf, mountPath: /conf}
        - {name: conf, mountPath: /single, subPath: k}
        - {name: key, mountPath: /key}
  volumes:
    - {name: conf, configMap: {name: c}}
    - {name: key, secret: {secretName: s}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
immutable: ${immutable}
data: ${JSON.stringify(map)}
---
apiVersion: v1
kind: Secret
metadata: {name: s}
stringData: {password: ${secret}}
`);
}

const look = 'cat /conf/k /single /key/password; echo " $K"; ls /conf; readlink /conf/..data /conf/k';

async function seen(): Promise<readonly string[]> {
  const { stdout } = await runOutrider(cli('exec', 'web/app', '--', 'sh', '-c', look));
  return stdout.trim().split('\n');
}

async function restarts(): Promise<number> {
  const { stdout } = await runOutrider(cli('ps', '--output', 'json'));
  return (JSON.parse(stdout.trim().split('\n').at(-1)!) as { restarts: number }).restarts;
}

it('a pod that runs gets changed data in its volumes at once, and in subPath and environment with its next container', async () => {
  await runOutrider(cli('up', manifest({ map: { k: '1', old: 'x' }, secret: 'p1' }), '-d', '--wait'));
  const first = await seen();
  expect(first).toEqual(['11p1 1', 'k', 'old', expect.stringMatching(/^\.\.\d{4}_\d\d_/), '..data/k']);

  const file = manifest({ map: { k: '2', new: 'y' }, secret: 'p2' });
  expect(await runOutrider(cli('up', file, '-d', '--wait'))).toMatchObject({ exitCode: 0, stderr: '' });
  const second = await seen();
  expect(second.slice(0, 3)).toEqual(['21p2 1', 'k', 'new']);
  expect(second[3]).not.toBe(first[3]);
  expect(await restarts()).toBe(0);

  await runOutrider(cli('restart', 'web/app'));
  // The command comes back before the next instance runs.
  let [next] = await seen();
  while (next === '' && (await restarts()) < 2) [next] = await seen();
  expect(next).toBe('22p2 2');
});

it('data that changes while nobody supervises the pod is written when it is taken over', async () => {
  const run = startOutrider(cli('up', manifest({ map: { k: '1' }, secret: 'p' }), '--output', 'json'));
  await run.seen('PodReady');
  run.process.kill('SIGKILL');
  await run.ended;
  await runOutrider(cli('up', manifest({ map: { k: '2' }, secret: 'p' }), '-d', '--wait'));
  expect((await seen())[0]).toBe('21p 1');
  expect(await restarts()).toBe(0);
});

it('a pod whose ConfigMap is missing waits for it, says so, and goes on once a file has it', async () => {
  const file = manifest({ map: { k: '1' }, secret: 'p' });
  const text = readFileSync(file, 'utf8');
  const pod = folder.file(text.slice(0, text.indexOf('---\n')), 'alone.yaml');
  const { exitCode, stderr } = await runOutrider(cli('up', pod, '-d'));
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/alone.yaml:\d+:\d+: warning: .*there is no ConfigMap c/);
  const row = await runOutrider(cli('ps', '--output', 'json'));
  expect(JSON.parse(row.stdout)).toMatchObject({ container: 'app', state: 'Waiting', ready: 'no' });
  const why = await runOutrider(cli('why', 'web/app'));
  expect(why.stdout).toMatch(/configmap "c" not found.*secret "s" not found.*outrider up/);
  expect(await runOutrider(cli('up', file, '-d', '--wait'))).toMatchObject({ exitCode: 0, stderr: '' });
  expect((await seen())[0]).toBe('11p 1');
});

it('volumes wait for what they come from and follow it as a kubelet has them do', async () => {
  const file = (name: string): string => join(process.cwd(), 'test/support/volumes', `${name}.yaml`);
  const run = startOutrider(cli('up', file('before'), '--output', 'json'));
  const told = (type: OutriderEvent['type'], value: (event: OutriderEvent) => unknown) => {
    const all: Record<string, unknown[]> = {};
    for (const event of run.events()) {
      if (event.type !== type || !('container' in event)) continue;
      const key = `${event.pod}/${event.container}`;
      all[key] = [...(all[key] ?? []), value(event)];
    }
    return all;
  };
  const lines = () => told('Log', (event) => event.type === 'Log' && event.line);
  const reasons = () =>
    told('ContainerWaiting', (event) => event.type === 'ContainerWaiting' && event.reason);
  const last = () => Object.fromEntries(Object.entries(reasons()).map(([key, all]) => [key, all.at(-1)]));
  const isBefore = () =>
    isDeepStrictEqual({ ...lines(), ...before }, lines()) &&
    isDeepStrictEqual({ ...last(), ...waiting }, last());
  while (!isBefore()) await once(run.process.stdout!, 'data');
  expect(await runOutrider(cli('up', file('after'), '-d'))).toMatchObject({ exitCode: 0 });
  expect(await run.ended).toMatchObject({ exitCode: 0 });
  expect(lines()).toEqual(after);
}, 180_000);

it('immutable data is not changed in a pod that runs, and both ways out are told', async () => {
  await runOutrider(cli('up', manifest({ map: { k: '1' }, secret: 'p', immutable: true }), '-d', '--wait'));
  const file = manifest({ map: { k: '2' }, secret: 'p', immutable: true });
  const { exitCode, stderr } = await runOutrider(cli('up', file, '-d'));
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/ConfigMap c is immutable, and its data changed: .*outrider down web/);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect((await seen())[0]).toBe('11p 1');
});

it('a volume has the files of an image, and nobody writes to it', async () => {
  const file = folder.file(`
apiVersion: v1
kind: Pod
metadata: {name: tools}
spec:
  restartPolicy: Never
  containers:
    - name: app
      image: outrider/demo:0.1
      command: [sh, -c, "exec 2>&1; sha256sum /bin/sh /tools/bin/sh | cut -d' ' -f1 | uniq | wc -l; ls /tools/dev; cat /one; touch /tools/x || echo refused"]
      volumeMounts:
        - {name: tools, mountPath: /tools}
        - {name: tools, mountPath: /one, subPath: etc/debian_version}
  volumes:
    - {name: tools, image: {reference: "outrider/demo:0.1", pullPolicy: Never}}
`);
  const { exitCode, stdout } = await runOutrider(cli('up', file, '--output', 'json'));
  expect(exitCode).toBe(0);
  const lines = stdout.split('\n').flatMap((line) => {
    const event = line === '' ? undefined : (JSON.parse(line) as { type: string; line?: string });
    return event?.type === 'Log' ? [event.line] : [];
  });
  expect(lines).toEqual([
    '1',
    expect.stringMatching(/\/tools\/dev/),
    expect.stringMatching(/^\d+/),
    expect.stringMatching(/Read-only/),
    'refused',
  ]);
});

it('an image of a volume that cannot be had is told at its place, and nothing is made', async () => {
  const file = folder.file(`
apiVersion: v1
kind: Pod
metadata: {name: tools}
spec:
  containers: [{name: app, image: "outrider/demo:0.1"}]
  volumes: [{name: tools, image: {reference: "nowhere.invalid/tools:1", pullPolicy: Never}}]
`);
  const { exitCode, stderr } = await runOutrider(cli('up', file));
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/pod.yaml:7:46: error: /);
});

it('a pod whose emptyDir grows over its limit is evicted, and says so', async () => {
  const file = folder.file(`
apiVersion: v1
kind: Pod
metadata: {name: hoarder}
spec:
  containers:
    - name: app
      image: outrider/demo:0.1
      command: [sh, -c, "mkdir -m 700 /cache/own; chown 1000 /cache/own; head -c 3000000 /dev/urandom > /cache/own/x; trap 'exit 0' TERM; while true; do sleep 1 & wait; done"]
      volumeMounts: [{name: cache, mountPath: /cache}]
  volumes: [{name: cache, emptyDir: {sizeLimit: 1Mi}}]
`);
  const { exitCode, stderr } = await runOutrider(cli('up', file, '--output', 'json'));
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/Evicted: the emptyDir cache has \d{7} bytes, more than its sizeLimit of 1048576/);
}, 180_000);
