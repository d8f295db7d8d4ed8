import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  leftOf,
  projectFolder,
  runOutrider,
  type Started,
  startOutrider,
} from '../support/cli/run-outrider.ts';
import { unlessThere } from './support/programs.ts';

const folder = projectFolder('edges');
let server: Started;

/** One pod; `args` are those of the demo's image, `command` takes their place. */
const pod = (name: string, container: string): string => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  containers:
    - name: app
      image: outrider/demo:0.1
${container}`;

/** Asks from its first moment to a second after it was told to end, and counts. */
const client = `      command: [python3, -u, -c]
      args:
        - |
          import signal, time, urllib.request
          ends = [None]
          signal.signal(signal.SIGTERM, lambda *_: ends.__setitem__(0, time.monotonic() + 1))
          asked = lost = 0
          while ends[0] is None or time.monotonic() < ends[0]:
              asked += 1
              try:
                  urllib.request.urlopen("http://server:8080/", timeout=2).read()
              except Exception:
                  lost += 1
              time.sleep(0.02)
          print(f"lost {lost} of {asked}")
`;

beforeAll(async () => {
  const probe = '      readinessProbe: {httpGet: {path: /healthz, port: 8080}, periodSeconds: 1}\n';
  const file = folder.file(pod('server', `      args: [server]\n${probe}`), 'server.yaml');
  server = startOutrider(['-p', folder.project, 'up', file, '--output', 'json']);
  await server.seen('PodReady');
}, 60_000);
afterAll(async () => {
  server.process.kill('SIGINT');
  await server.ended;
  folder.remove();
  expect(await leftOf(folder.project)).toEqual([]);
}, 30_000);

interface Loss {
  readonly lost: number;
  readonly asked: number;
}

async function lossOf(recipe: string, sidecars: 'native' | 'legacy'): Promise<Loss> {
  const file = folder.file(pod('client', client), 'client.yaml');
  const options = ['--with', `${recipe}:retries=0`, '--sidecars', sidecars, '--for', '2s'];
  const { stdout } = await runOutrider(['-p', folder.project, 'up', file, '--output', 'json', ...options]);
  const [, lost, asked] = /"lost (\d+) of (\d+)"/.exec(stdout) ?? [];
  return { lost: Number(lost), asked: Number(asked) };
}

for (const recipe of ['haproxy', 'envoy'])
  unlessThere(recipe)(`a client behind ${recipe}, in its first and its last second`, () => {
    it('loses nothing in native order, and something in legacy order', async () => {
      const native = await lossOf(recipe, 'native');
      const legacy = await lossOf(recipe, 'legacy');
      process.stderr.write(
        `${recipe}: lost ${native.lost} of ${native.asked} native, ${legacy.lost} of ${legacy.asked} legacy\n`,
      );
      expect(native).toEqual({ lost: 0, asked: expect.any(Number) });
      expect(native.asked).toBeGreaterThan(20);
      expect(legacy.lost).toBeGreaterThan(0);
    }, 90_000);
  });
