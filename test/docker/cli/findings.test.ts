import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Finding } from '../../../src/findings/finding.ts';
import { projectFolder, runOutrider, type Started, startOutrider } from '../../support/cli/run-outrider.ts';

const folder = projectFolder('findings');
const other = projectFolder('findings-old');
const gone = `${folder.project}-gone:1`;
/** What the mirror's prefix makes of it. */
const goneTag = `outrider.local/${gone}`;
const docker = (...args: string[]) => promisify(execFile)('docker', args);
const shifted = {
  env: {
    NODE_OPTIONS: `--import=${join(process.cwd(), 'test/support/clock/shift.mjs')}`,
    SHIFT_MS: '3600000',
    THEN_MS: '0',
    AFTER_MS: '1000',
  },
};

const image = 'image: "outrider/demo:0.1"';
const python = (script: string) => `command: [python3, -uc, ${JSON.stringify(script)}]`;
const shell = (script: string) => `command: [sh, -c, ${JSON.stringify(script)}]`;
const serve = (port: number, host = '0.0.0.0') =>
  `command: [python3, -um, http.server, "${port}", --bind, ${host}]`;
const waiting = shell('trap exit TERM; sleep 1000 & wait');

function pod(name: string, spec: string, annotations = ''): string {
  return `---\napiVersion: v1\nkind: Pod\nmetadata: {name: ${name}${annotations}}\nspec:\n  terminationGracePeriodSeconds: 1\n${spec}`;
}

/** A pod of app containers, each as the fields behind its name. */
const apps = (name: string, ...containers: readonly string[]): string =>
  pod(name, `  containers:\n${containers.map((fields) => `    - {${fields}}\n`).join('')}`);

/** A pod whose sidecar has the configuration of that name. */
function behind(name: string, config: string, app: string, annotations = ''): string {
  return pod(
    name,
    `  initContainers:
    - name: haproxy
      image: haproxy:2.6
      restartPolicy: Always
      securityContext: {runAsUser: 1337, runAsGroup: 1337}
      volumeMounts: [{name: config, mountPath: /usr/local/etc/haproxy}]
  containers:
    - {${app}}
  volumes: [{name: config, configMap: {name: ${config}}}]
`,
    annotations,
  );
}

const captured = (more = '') => `, annotations: {outrider.dev/capture: "{proxy: haproxy${more}}"}`;
const config = (name: string, listen: string): string => `---
apiVersion: v1
kind: ConfigMap
metadata: {name: ${name}}
data:
  haproxy.cfg: |
    global
      log stdout format raw local0
    defaults
      log global
      timeout connect 1s
      timeout client 5s
      timeout server 5s
${listen.replaceAll(/^/gm, '    ')}
`;
const transparent = `listen outbound
  mode tcp
  bind 127.0.0.1:15001
  server original 0.0.0.0:0
listen inbound
  mode tcp
  bind 0.0.0.0:15006
  server original 0.0.0.0:0 source 127.0.0.6`;
const front = `listen front
  mode http
  option httplog
  bind 127.0.0.1:8000
  server app 127.0.0.1:8080`;
const every = (call: string) => `while true; do ${call} -so /dev/null 127.0.0.1:8000/pay; sleep 1; done & `;
const eat = (limit: number) => `
import os, time
of = [p for p in ("/sys/fs/cgroup/memory.current", "/sys/fs/cgroup/memory/memory.usage_in_bytes") if os.path.exists(p)]
used = lambda: int(open(of[0]).read())
kept = []
while used() < ${limit} * 1048576 * 0.96: kept.append(bytearray(524288))
time.sleep(1000)`;

const pods = [
  config('transparent', transparent),
  config('front', front),
  behind(
    'misrouted',
    'transparent',
    `name: app, ${image}, args: [server]`,
    captured(', outboundPort: 15011'),
  ),
  apps('crashing', `name: app, ${image}, ${python('raise ValueError("no such table")')}`),
  apps('local', `name: app, ${image}, ${serve(8080, '127.0.0.1')}, ports: [{containerPort: 8080}]`),
  apps(
    'twins',
    `name: first, ${image}, ${serve(8080)}`,
    `name: second, ${image}, ${shell('sleep 1; exec python3 -um http.server 8080')}`,
  ),
  apps(
    'asked',
    `name: app, ${image}, ${serve(8080)}, readinessProbe: {httpGet: {port: 9999}, periodSeconds: 1}`,
  ),
  apps('pulled', `name: app, image: "${gone}", imagePullPolicy: IfNotPresent, ${shell('sleep 3')}`),
  pod(
    'held',
    `  initContainers:\n    - {name: setup, ${image}, restartPolicy: Always, ${waiting}, startupProbe: {exec: {command: [sh, -c, "echo no database; exit 1"]}, periodSeconds: 1, failureThreshold: 600}}\n  containers:\n    - {name: app, ${image}, ${waiting}}\n`,
  ),
  apps('greedy', `name: app, ${image}, resources: {limits: {memory: 24Mi}}, ${python('b"x" * 10**9')}`),
  apps('full', `name: app, ${image}, resources: {limits: {memory: 64Mi}}, ${python(eat(64))}`),
  apps(
    'flapping',
    `name: app, ${image}, ${waiting}, readinessProbe: {periodSeconds: 1, failureThreshold: 1, exec: {command: [sh, -c, "n=$(cat /tmp/n || echo 0); echo $((n+1)) > /tmp/n; [ $((n % 2)) = 0 ]"]}}`,
  ),
  behind('refused', 'front', `name: app, ${image}, ${shell(`${every('curl')}wait`)}`),
  // What looks alike and is well.
  behind(
    'plain',
    'transparent',
    `name: app, ${image}, args: [server], ports: [{containerPort: 8080}], resources: {limits: {memory: 128Mi}}, readinessProbe: {httpGet: {port: 8080}, periodSeconds: 1}`,
    captured(),
  ),
  apps(
    'mixed',
    `name: once, ${image}, ${shell('[ -e /tmp/keep/x ] && { trap exit TERM; sleep 1000 & wait; }; touch /tmp/keep/x; exit 1')}, volumeMounts: [{name: keep, mountPath: /tmp/keep}]`,
    `name: helper, ${image}, ${serve(8080, '127.0.0.1')}`,
    `name: server, ${image}, ${serve(8081)}, ports: [{containerPort: 8081}]`,
  ).concat('  volumes: [{name: keep, emptyDir: {}}]\n'),
  pod(
    'slow',
    `  initContainers:\n    - {name: setup, ${image}, restartPolicy: Always, ${waiting}, startupProbe: {exec: {command: [sh, -c, "n=$(cat /tmp/n || echo 0); echo $((n+1)) > /tmp/n; [ $n -ge 3 ]"]}, periodSeconds: 1, failureThreshold: 60}}\n  containers:\n    - {name: app, ${image}, ${waiting}}\n`,
  ),
  behind(
    'answers',
    'front',
    `name: app, ${image}, ${shell(`${every('curl -XPOST')}exec python3 -um http.server 8080`)}`,
  ),
].join('');

/** A job whose sidecar counts as an app container, next to a pod that is well. */
const job = pod(
  'job',
  `  restartPolicy: Never\n  initContainers:\n    - {name: helper, ${image}, restartPolicy: Always, ${waiting}}\n  containers:\n    - {name: work, ${image}, command: ["true"]}\n`,
);
const labelled = (text: string, name: string): string =>
  text.replace(`{name: ${name}`, `{labels: {app: ${name}}, name: ${name}`);
const service = (name: string, app: string): string =>
  `---\napiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {selector: {app: ${app}}, ports: [{port: 80, targetPort: 8080}]}\n`;
const old =
  labelled(job, 'job') +
  labelled(apps('well', `name: app, ${image}, ${waiting}`), 'well') +
  service('deaf', 'well') +
  service('idle', 'job') +
  service('lost', 'nobody');

let run: Started;
let second: Started;

beforeAll(async () => {
  await docker('tag', 'outrider/demo:0.1', goneTag);
  run = startOutrider(['-p', folder.project, 'up', folder.file(pods), '--output', 'json']);
  const seen = run.seen('ContainerRunning', undefined, 20);
  second = startOutrider(
    ['-p', other.project, 'up', other.file(old), '--sidecars', 'legacy', '--output', 'json'],
    shifted,
  );
  await seen;
  const isRunning = () =>
    run.events().some((event) => event.type === 'ContainerRunning' && event.pod === 'pulled');
  for (let count = 20; !isRunning(); count++) await run.seen('ContainerRunning', undefined, count);
  await docker('rmi', goneTag);
}, 180_000);

afterAll(async () => {
  second.process.kill('SIGCONT');
  run.process.kill('SIGINT');
  second.process.kill('SIGINT');
  await Promise.all([run.ended, second.ended]);
  await docker('rmi', goneTag).catch(() => {});
  folder.remove();
  other.remove();
}, 180_000);

interface Told {
  readonly summary: string;
  readonly findings: readonly Finding[];
}

async function diagnosisOf(name: string): Promise<Told> {
  const { stdout } = await runOutrider(['-p', folder.project, 'why', name, '--output', 'json']);
  return JSON.parse(stdout) as Told;
}

/** Asks until the first line says it; what it said last, when it never does. */
async function firstLine(words: RegExp, ask: () => Promise<string>): Promise<string> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const line = (await ask()).split('\n')[0]!;
    if (words.test(line) || performance.now() > deadline) return line;
  }
}

const why = async (project: string, ...args: string[]) =>
  (await runOutrider(['-p', project, 'why', ...args])).stdout;
const whyShifted = async (...args: string[]) =>
  (await runOutrider(['-p', other.project, 'why', ...args], shifted)).stdout;

describe('the first line of why names the cause and the cure of', () => {
  it.each<readonly [string, RegExp]>([
    [
      'misrouted',
      /^nobody listens on port 15011, where outbound connections are led: they are refused; have the proxy listen on 127\.0\.0\.1:15011, or set outboundPort/,
    ],
    ['crashing', /^app exited 1 \d+ times; .*it said “ValueError: no such table”; mend what it says$/],
    [
      'local',
      /^app declares port 8080 and listens there on localhost only: .*; have app listen on 0\.0\.0\.0:8080/,
    ],
    ['twins', /^second cannot listen on .*: first has it already.*; give second or first another port/],
    [
      'asked',
      /^the readiness probe of app asks port 9999, and nobody listens there; have the probe ask port 8080/,
    ],
    [
      'pulled',
      /^app has no image \S+-gone:1 \((ErrImagePull|ImagePullBackOff)\): .*; OUTRIDER_IMAGE_MIRROR is outrider\.local, which has .*haproxy:2\.6/,
    ],
    [
      'held',
      /^sidecar setup runs but has not started: its startup probe fails: .*no database.*; do by hand what the probe does/,
    ],
    ['held/app', /^app waits for sidecar setup to start: .*no database.*; do by hand/],
    [
      'greedy',
      /^app was killed for want of memory \(OOMKilled\) .*limit of 24 MiB.*; raise resources\.limits\.memory/,
    ],
    ['full', /^app uses 9\d % of its memory limit of 64 MiB: .*; raise resources\.limits\.memory/],
    [
      'flapping',
      /^app was ready and not ready again \d+ times within a minute; find out why its readiness probe/,
    ],
    [
      'refused',
      /^sidecar haproxy answered 503 \(SC--\) to GET \/pay for upstream front\/app, .*; see that the server behind haproxy runs/,
    ],
  ])(
    '%s',
    async (target, words) => {
      expect(await firstLine(words, () => why(folder.project, target))).toMatch(words);
    },
    90_000,
  );

  it.each([
    [
      'deaf',
      /^port 80 of Service deaf leads to port 8080 of pod well, where nobody listens .*; have a container of well listen on 0\.0\.0\.0:8080/,
    ],
    ['idle', /^Service idle leads nowhere: pod job is not ready; see why with `outrider why job`/],
    ['lost', /^Service lost leads nowhere: no pod of its namespace has app=nobody; give the pods/],
  ])(
    'Service %s',
    async (name, words) => {
      expect(await firstLine(words, () => whyShifted(name))).toMatch(words);
    },
    90_000,
  );

  it('a job that a sidecar keeps alive, an engine with another clock, and a supervisor that does not answer', async () => {
    const kept =
      /^work ended, but the pod does not: helper counts as an app container.*; run helper as native sidecar/;
    expect(await firstLine(kept, () => whyShifted('job'))).toMatch(kept);
    const clock = /^the engine's clock is 36\d\d s behind this machine's: .*; set the clock of the engine/;
    expect(await firstLine(clock, () => whyShifted('well'))).toMatch(clock);
    second.process.kill('SIGSTOP');
    const silent = new RegExp(
      `^\\w+: pid ${second.process.pid}, which supervises pod \\w+, is stopped .*; Let it go on with: kill -CONT`,
    );
    expect((await whyShifted()).split('\n')[0]).toMatch(silent);
  }, 180_000);
});

describe('nothing is found of', () => {
  it.each(['plain', 'mixed', 'slow', 'answers'])(
    '%s',
    async (name) => {
      const ready = () => run.events().some((event) => event.type === 'PodReady' && event.pod === name);
      for (let count = 1; !ready(); count++) await run.seen('PodReady', undefined, count);
      const said = await firstLine(/nothing waits/, async () => (await diagnosisOf(name)).summary);
      expect(said).toBe('the pod is ready, nothing waits');
      expect((await diagnosisOf(name)).findings).toEqual([]);
    },
    90_000,
  );

  it('a job whose sidecar is one', async () => {
    const native = projectFolder('findings-job');
    const { exitCode, stderr } = await runOutrider([
      '-p',
      native.project,
      'up',
      native.file(job),
      '--output',
      'plain',
    ]);
    native.remove();
    expect([exitCode, stderr]).toEqual([0, '']);
  }, 90_000);
});

it('capture that is switched off or changed is found, and not any more when it is on again', async () => {
  const off =
    /^traffic capture was switched off: connections pass haproxy by; `outrider capture on plain` switches it on$/;
  const outrider = (...args: string[]) => runOutrider(['-p', folder.project, ...args]);
  await outrider('capture', 'off', 'plain');
  expect(await firstLine(off, () => why(folder.project, 'plain'))).toMatch(off);
  await outrider('capture', 'on', 'plain');
  const well = /nothing waits/;
  expect(await firstLine(well, () => why(folder.project, 'plain'))).toMatch(well);
  await outrider('debug', 'plain', '--', 'sh', '-c', 'nft flush ruleset; iptables-legacy -t nat -F; true');
  const changed = /^something else changed the capture rules .* ago: .*; find the program/;
  expect(await firstLine(changed, () => why(folder.project, 'plain'))).toMatch(changed);
}, 180_000);

it('all pods together: the worst first, each sentence with its pod, and ps names the findings', async () => {
  const lines = (await why(folder.project)).trimEnd().split('\n');
  expect(lines.filter((line) => !/^ *[a-z]+: /.test(line))).toEqual([]);
  const { stdout, stderr } = await runOutrider(['-p', folder.project, 'ps']);
  expect(stdout).toMatch(/ misrouted +haproxy .* no-listener /);
  expect(stdout).toMatch(/ mixed +helper .* - /);
  expect(stderr).toMatch(/^misrouted: nobody listens on port 15011/m);
}, 60_000);
