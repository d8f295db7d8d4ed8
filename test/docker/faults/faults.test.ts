import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { OutriderEvent } from '../../../src/events/types.ts';
import {
  leftOf,
  projectFolder,
  runOutrider,
  type Started,
  startOutrider,
} from '../../support/cli/run-outrider.ts';

const folder = projectFolder('faults');
const outrider = (...args: string[]) => runOutrider(['-p', folder.project, ...args]);
const generous = 180_000;
let run: Started;

/** Fifty requests a second, each given up after 0.9 s: before a packet that was lost is sent again. One line a request. */
const load = `
import concurrent.futures, socket, sys, time, urllib.request
def ask(number):
    try:
        urllib.request.urlopen("http://backend:8080/", timeout=0.9).read()
        word = "ok"
    except OSError:
        word = "failed"
    print(f"request {number} {word}", flush=True)
with concurrent.futures.ThreadPoolExecutor(100) as pool:
    begin = time.monotonic()
    for number in range(1000000):
        pool.submit(ask, number)
        time.sleep(max(0, begin + number / 50 - time.monotonic()))
`;

/** The backend is captured by a proxy that passes on whatever it is given. */
const pods = `
apiVersion: v1
kind: ConfigMap
metadata: {name: files}
data:
  load.py: |${load.replaceAll('\n', '\n    ')}
  haproxy.cfg: |
    defaults
      mode tcp
      timeout connect 1s
      timeout client 20s
      timeout server 20s
    listen outbound
      bind 127.0.0.1:15001
      server original 0.0.0.0:0
    listen inbound
      bind :15006
      server original 0.0.0.0:0 source 127.0.0.6
---
apiVersion: v1
kind: Pod
metadata:
  name: backend
  annotations: {outrider.dev/capture: "{proxy: haproxy}"}
spec:
  terminationGracePeriodSeconds: 2
  initContainers:
    - name: haproxy
      image: haproxy:2.6
      restartPolicy: Always
      securityContext: {runAsUser: 1337, runAsGroup: 1337}
      volumeMounts: [{name: files, mountPath: /usr/local/etc/haproxy}]
  containers:
    - {name: app, image: "outrider/demo:0.1", args: [server], readinessProbe: {httpGet: {port: 8080}, periodSeconds: 1}}
  volumes: [{name: files, configMap: {name: files}}]
---
apiVersion: v1
kind: Pod
metadata: {name: front}
spec:
  terminationGracePeriodSeconds: 2
  containers:
    - {name: app, image: "outrider/demo:0.1", args: [server]}
    - name: load
      image: outrider/demo:0.1
      command: [sh, -c, "while [ ! -e /go/on ]; do sleep 0.1; done; exec timeout 600 python3 /files/load.py"]
      volumeMounts: [{name: files, mountPath: /files}, {name: go, mountPath: /go}]
  volumes: [{name: files, configMap: {name: files}}, {name: go, emptyDir: {}}]
`;

function start(): Started {
  return startOutrider(['-p', folder.project, 'up', folder.file(pods), '-o', 'json']);
}

beforeAll(async () => {
  run = start();
  await run.seen('PodReady', undefined, 2);
}, generous);

afterAll(async () => {
  run.process.kill('SIGINT');
  await run.ended;
  await outrider('down');
  folder.remove();
}, generous);

/** What the backend answers to the front pod: a status, or curl's words. */
async function answer(seconds = 3): Promise<string> {
  const curl = `curl -s -m ${seconds} -o /dev/null -w '%{http_code} %{errormsg}' http://backend:8080/`;
  return (await outrider('debug', 'front', '--', 'sh', '-c', curl)).stdout.trim();
}

async function until(text: string): Promise<void> {
  for (const end = Date.now() + 120_000; !(await answer()).startsWith(text); await delay(200))
    if (Date.now() > end) throw new Error(`the backend never answered ${text}`);
}

beforeEach(() => until('200'), generous);

/** What one test leaves on is not for the next one. */
afterEach(async () => {
  await outrider('fault', 'clear');
}, generous);

describe('a fault is felt in another pod, and is over when it was cleared', () => {
  it.each([
    ['loss=100%', 'timed out'],
    ['reset=100%', 'reset by peer'],
    ['partition=front', 'timed out'],
    ['pause', 'timed out'],
  ])(
    '%s',
    async (fault, effect) => {
      const added = await outrider('fault', 'add', 'backend', fault, '--for', '10m');
      expect(added).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(`${fault}`) });
      expect(await answer()).toContain(effect);
      expect((await outrider('why', 'backend')).stdout).toContain(`the fault ${fault} is on`);
      expect(await outrider('capture', 'verify', 'backend')).toMatchObject({ exitCode: 0 });
      expect((await outrider('fault', 'clear', 'backend')).stderr).toContain('is off');
      expect(await answer(30)).toContain('200');
    },
    generous,
  );

  it(
    'dns=fail',
    async () => {
      const resolve = () => outrider('debug', 'backend', '--', 'getent', 'ahosts', 'front');
      expect((await resolve()).exitCode).toBe(0);
      await outrider('fault', 'add', 'backend', 'dns=fail', '--for', '10m');
      expect((await resolve()).exitCode).toBe(2);
      await outrider('fault', 'clear', 'backend');
      expect((await resolve()).exitCode).toBe(0);
    },
    generous,
  );
});

/** Of the requests that have ended, in their order: `o` or `f` each. */
function outcomes(events: readonly OutriderEvent[]): string {
  const found = events.flatMap((event) => {
    const [, number, word] = (event.type === 'Log' && /^request (\d+) (\w+)$/.exec(event.line)) || [];
    return number === undefined ? [] : [[Number(number), word!.slice(0, 1)] as const];
  });
  return found
    .sort(([a], [b]) => a - b)
    .map(([, word]) => word)
    .join('');
}

it(
  'under fifty requests a second, a partition of ten seconds fails those within it and none after it',
  async () => {
    await outrider('exec', 'front/load', '--', 'touch', '/go/on');
    const more = async (word: RegExp): Promise<void> => {
      for (const end = Date.now() + 120_000; !word.test(outcomes(run.events())); await delay(100))
        if (Date.now() > end) throw new Error(`no ${word} in ${outcomes(run.events())}`);
    };
    await more(/o{20}/);
    const before = run.events().filter(({ type }) => type === 'FaultCleared').length;
    await outrider('fault', 'add', 'front', 'partition=backend', '--for', '10s');
    await run.seen('FaultCleared', undefined, before + 1);
    await more(/f{50,}o{20,}$/);
    const [whole, longest] = [outcomes(run.events()), /f{50,}/.exec(outcomes(run.events()))![0]];
    expect(whole.split(longest)).toHaveLength(2);
    await outrider('stop', 'front/load');
    expect(run.events().findLast(({ type }) => type === 'FaultCleared')).toMatchObject({
      words: 'partition=backend',
      message: 'its time is over',
    });
  },
  generous,
);

it(
  'faults end in time after the supervisor was killed, and the next one knows those that are still on',
  async () => {
    await outrider('fault', 'add', 'backend', 'partition=front', '--for', '40s');
    await outrider('fault', 'add', 'backend/app', 'pause', '--for', '40s');
    await outrider('fault', 'add', 'front', 'loss=1%', '--for', '30m');
    run.process.kill('SIGKILL');
    await run.ended;
    expect(await answer(1)).not.toContain('200');
    const listed = JSON.parse((await outrider('fault', 'list', '-o', 'json')).stdout);
    expect(listed.map(({ pod, words }: { pod: string; words: string }) => `${pod} ${words}`).sort()).toEqual([
      'backend partition=front',
      'backend pause',
      'front loss=1%',
    ]);
    await until('200');
    expect((await outrider('fault', 'list', 'backend')).stderr).toBe('no fault is on\n');
    run = start();
    await run.seen('PodReady', undefined, 2);
    await run.seen('FaultInjected');
    expect((await outrider('fault', 'list')).stdout).toContain('loss=1%');
  },
  generous,
);

it(
  'down ends a pod whose container is paused, and leaves nothing',
  async () => {
    await outrider('fault', 'add', 'backend/app', 'pause', '--for', '1h');
    expect(await outrider('down')).toMatchObject({ exitCode: 0 });
    expect(await leftOf(folder.project)).toEqual([]);
  },
  generous,
);
