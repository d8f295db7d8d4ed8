import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, afterEach, expect, it } from '@jest/globals';
import type { OutriderEvent } from '../../src/events/types.ts';
import { leftOf, projectFolder, runOutrider, startOutrider } from '../support/cli/run-outrider.ts';

const run = promisify(execFile);
const judge = process.env['OUTRIDER_COMPOSE_JUDGE'];
const shop = 'docker-compose.example.yml';
const folder = projectFolder('compose-shop');
afterAll(() => folder.remove());
afterEach(async () => {
  await runOutrider(['-p', folder.project, 'down', '--volumes', '--grace-period', '0']);
  expect(await leftOf(folder.project)).toEqual([]);
});

/** A port that nobody has now. */
async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('the port is not known');
  return String(address.port);
}

interface Order {
  readonly order: number;
  readonly stock: string;
}

/** Asks until the shop takes an order: its services may still be starting. */
async function order(port: string, signal: AbortSignal): Promise<Order> {
  for (;;) {
    signal.throwIfAborted();
    const response = await fetch(`http://127.0.0.1:${port}/`, { signal }).catch(() => undefined);
    if (response?.ok) return (await response.json()) as Order;
    await response?.body?.cancel();
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

const containersOf = (events: readonly OutriderEvent[], type: OutriderEvent['type'], pod: string) =>
  events.flatMap((event) =>
    event.type === type && 'container' in event && event.pod === pod ? [event.container] : [],
  );

it('the shop answers with its sidecars in the way, ends in order and leaves nothing', async () => {
  const port = await freePort();
  const shopRun = startOutrider(['-p', folder.project, 'up', shop, '--output', 'json'], {
    env: { SHOP_PORT: port },
  });
  const first = await order(port, AbortSignal.timeout(170_000));
  const second = await order(port, AbortSignal.timeout(60_000));
  expect(second).toEqual({ order: first.order + 1, stock: 'hello' });
  shopRun.process.kill('SIGINT');
  const { exitCode } = await shopRun.ended;
  expect(exitCode).toBe(0);
  const events = shopRun.events();
  for (const pod of ['page', 'orders', 'stock']) {
    expect(containersOf(events, 'ContainerRunning', pod)).toEqual(['haproxy', pod]);
    expect(containersOf(events, 'StopSignalSent', pod)).toEqual([pod, 'haproxy']);
  }
  const crossed = (pod: string): boolean =>
    events.some(
      (event) =>
        event.type === 'Log' &&
        event.pod === pod &&
        event.container === 'haproxy' &&
        / (inbound|outbound) .* 200 /.test(event.line),
    );
  expect(['page', 'orders', 'stock'].filter((pod) => !crossed(pod))).toEqual([]);
  expect(await leftOf(folder.project)).toEqual([]);
}, 240_000);

/** The official program, on a file that is exported; whatever it makes is removed. */
async function underCompose(file: string, use: (compose: Compose) => Promise<void>): Promise<void> {
  const compose: Compose = async (...args) => {
    const { stdout } = await run(judge!, ['-f', file, ...args], { maxBuffer: 2 ** 24, timeout: 200_000 });
    return stdout;
  };
  try {
    await use(compose);
  } finally {
    await compose('down', '--volumes', '--timeout', '1');
  }
}
type Compose = (...args: readonly string[]) => Promise<string>;

async function exported(
  source: string,
  name: string,
  args: readonly string[] = [],
  env = {},
): Promise<string> {
  const file = folder.file('', name);
  const { exitCode, stderr } = await runOutrider(
    ['-p', folder.project, 'export', 'compose', source, '-o', file, ...args],
    { env },
  );
  if (exitCode !== 0) throw new Error(stderr);
  return file;
}

const withJudge = judge === undefined ? it.skip : it;
if (judge === undefined) process.stderr.write('skipped: the official Compose cannot be had here\n');

withJudge(
  'the shop that is exported answers on the same port under the official Compose, through its sidecars',
  async () => {
    const port = await freePort();
    const file = await exported(shop, 'shop.yml', [], { SHOP_PORT: port });
    await underCompose(file, async (compose) => {
      await compose('config', '--quiet');
      await compose('up', '--detach');
      const first = await order(port, AbortSignal.timeout(60_000));
      expect(await order(port, AbortSignal.timeout(60_000))).toEqual({
        order: first.order + 1,
        stock: 'hello',
      });
      for (const pod of ['page', 'orders', 'stock'])
        expect(await compose('logs', '--no-log-prefix', `${pod}-haproxy`)).toMatch(/ inbound .* 200 /);
    });
  },
  300_000,
);

withJudge(
  'pods of a cluster that are exported start in their order under the official Compose, see their files and reach their Services',
  async () => {
    const manifest = folder.file(`
apiVersion: v1
kind: Pod
metadata: {name: web, annotations: {outrider.dev/capture: "{proxy: proxy, startAfter: first}"}}
spec:
  terminationGracePeriodSeconds: 1
  securityContext: {fsGroup: 4242}
  initContainers:
    - name: first
      image: outrider/demo:0.1
      command: [sh, -c, "echo first; cp /conf/greeting /shared/greeting"]
      volumeMounts: [{name: conf, mountPath: /conf}, {name: shared, mountPath: /shared}]
    - name: proxy
      image: outrider/demo:0.1
      restartPolicy: Always
      args: [server]
      env: [{name: PORT, value: "15001"}]
      startupProbe: {httpGet: {path: /healthz, port: 15001}, periodSeconds: 1, failureThreshold: 60}
    - name: checker
      image: outrider/demo:0.1
      restartPolicy: Always
      command: [sh, -c, "sleep 1; touch /tmp/checked; sleep infinity"]
      startupProbe: {exec: {command: [test, -f, /tmp/checked]}, periodSeconds: 1, failureThreshold: 60}
  containers:
    - name: app
      image: outrider/demo:0.1
      securityContext: {runAsUser: 1000}
      command: [sh, -c]
      args:
        - |
          cat /shared/greeting /secret/word; echo
          stat -c %a /secret/word; touch /shared/mine && echo writable; df /secret | tail -1 | cut -d' ' -f1
          curl -s http://10.1.2.3/ | grep -o hello; sleep infinity
      volumeMounts:
        - {name: shared, mountPath: /shared}
        - {name: secret, mountPath: /secret}
  volumes:
    - {name: shared, emptyDir: {}}
    - {name: conf, configMap: {name: conf}}
    - {name: secret, secret: {secretName: secret, defaultMode: 0400}}
---
apiVersion: v1
kind: Pod
metadata: {name: server, labels: {app: server}}
spec:
  containers:
    - {name: app, image: outrider/demo:0.1, args: [server], env: [{name: PORT, value: "8080"}], ports: [{name: http, containerPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec:
  containers:
    - name: app
      image: outrider/demo:0.1
      command: [sh, -c, "until curl -s http://front/ | grep -o server; do sleep 0.2; done; sleep infinity"]
---
{apiVersion: v1, kind: Service, metadata: {name: front}, spec: {selector: {app: server}, ports: [{port: 80, targetPort: http}]}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: conf}, data: {greeting: "costs $5\\n"}}
---
{apiVersion: v1, kind: Secret, metadata: {name: secret}, stringData: {word: s3cret}}
`);
    const file = await exported(manifest, 'web.yml');
    await underCompose(file, async (compose) => {
      await compose('up', '--detach');
      const wanted = ['costs $5', 's3cret', '440', 'writable', 'tmpfs', 'hello'];
      const signal = AbortSignal.timeout(100_000);
      const linesOf = async (service: string, count: number): Promise<readonly string[]> => {
        for (;;) {
          signal.throwIfAborted();
          const lines = (await compose('logs', '--no-log-prefix', service)).trim().split('\n');
          if (lines.length >= count && lines[0] !== '') return lines;
        }
      };
      expect(await linesOf('web-app', wanted.length)).toEqual(wanted);
      expect(await linesOf('client-app', 1)).toEqual(['server']);
    });
  },
  240_000,
);
