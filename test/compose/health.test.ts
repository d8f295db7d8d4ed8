import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, expect, it } from '@jest/globals';
import { leftOf, projectFolder, runOutrider, startOutrider } from '../support/cli/run-outrider.ts';
import { runFile, shellService } from '../support/compose/run-file.ts';

const run = promisify(execFile);
const folder = projectFolder('compose-health');
afterAll(() => folder.remove());
afterEach(async () => {
  await runOutrider(['-p', folder.project, 'down', '--volumes', '--grace-period', '0']);
  expect(await leftOf(folder.project)).toEqual([]);
});

it('a service is healthy when its check says so: failures of its start period do not count, and one without a check is only started', async () => {
  const asked = (more: string): string =>
    `stop_grace_period: 0s\nhealthcheck: {test: [CMD, test, -f, /tmp/ok], timeout: 10s, ${more}}`;
  const file = folder.file(
    `services:
${shellService('slow', 'sleep 3; touch /tmp/ok; exec sleep infinity', asked('interval: 1s, retries: 1, start_period: 90s'))}
${shellService('rare', 'sleep 1; touch /tmp/ok; exec sleep infinity', asked('interval: 300s, start_period: 300s, start_interval: 1s'))}
${shellService('off', 'exec sleep infinity', 'stop_grace_period: 0s\nhealthcheck: {test: exit 1, disable: true}')}
${shellService('left', 'echo never', 'profiles: [other]')}
${shellService(
  'app',
  'echo all are there',
  `depends_on:
  slow: {condition: service_healthy}
  rare: {condition: service_healthy}
  off: {condition: service_started}
  left: {condition: service_healthy, required: false}`,
)}
`,
    'compose.yaml',
  );
  const outrider = startOutrider(['-p', folder.project, 'up', file, '--timeout', '150s', '--output', 'json']);
  await outrider.seen('Log', 'app');
  const order = outrider
    .events()
    .flatMap((event) =>
      (event.type === 'ContainerReady' && event.container !== 'app') ||
      (event.type === 'ContainerRunning' && event.container === 'app')
        ? [event.container]
        : [],
    );
  expect(order.at(-1)).toBe('app');
  expect(order.toSorted()).toEqual(['app', 'off', 'rare', 'slow']);
  outrider.process.kill('SIGINT');
  await outrider.ended;
}, 200_000);

it.each([
  ['fails', 'exit 1', 'interval: 1s, retries: 2'],
  ['does not answer in its time', 'sleep 600', 'interval: 1s, retries: 1, timeout: 1s'],
])(
  '`up` ends with the reason when the check of a service that others wait for %s',
  async (_, test, more) => {
    const { exitCode, stderr } = await runFile(
      folder,
      `services:
${shellService('db', 'exec sleep infinity', `stop_grace_period: 0s\nhealthcheck: {test: ${test}, ${more}}`)}
${shellService('app', 'echo never', 'depends_on: {db: {condition: service_healthy}}')}
`,
    );
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringMatching(/dependency failed to start: .*db.* unhealthy/),
    });
  },
  120_000,
);

it('probes that only x-outrider has a word for decide when a service is healthy, and start it again', async () => {
  const file = folder.file(
    `services:
  web:
    image: outrider/demo:0.1
    command: [server]
    environment: {PORT: "8081"}
    stop_grace_period: 0s
    x-outrider:
      probes:
        startup: {tcpSocket: {port: 8081}, periodSeconds: 1, failureThreshold: 90}
        readiness: {httpGet: {path: /healthz, port: 8081}, periodSeconds: 1}
${shellService(
  'sick',
  'echo begins; exec sleep infinity',
  `restart: always
stop_grace_period: 0s
x-outrider: {probes: {liveness: {exec: {command: ["false"]}, periodSeconds: 1, failureThreshold: 1}}}`,
)}
${shellService('app', 'curl -s http://web:8081/ | grep -o hello', 'depends_on: {web: {condition: service_healthy}}')}
`,
    'compose.yaml',
  );
  const outrider = startOutrider(['-p', folder.project, 'up', file, '--timeout', '150s', '--output', 'json']);
  await Promise.all([outrider.seen('Log', 'app'), outrider.seen('Log', 'sick', 2)]);
  const said = outrider
    .events()
    .flatMap((event) => (event.type === 'Log' && event.container === 'app' ? [event.line] : []));
  expect(said).toEqual(['hello']);
  outrider.process.kill('SIGINT');
  await outrider.ended;
}, 200_000);

it('services run as often, and as many times, as their files say, with what other files give them', async () => {
  writeFileSync(
    join(folder.path, 'base.yaml'),
    `services:\n${shellService('base', 'echo $FROM', 'environment: {FROM: base}')}`,
  );
  writeFileSync(join(folder.path, 'more.yaml'), `services:\n${shellService('included', 'echo included')}`);
  writeFileSync(join(folder.path, 'raw.env'), "RAW='$kept'\n");
  const counted = 'echo try; echo >> /kept/tries; [ $(wc -l < /kept/tries) -ge 2 ] || exit 1; echo done';
  const { linesOf, events } = await runFile(
    folder,
    `version: "3.9"
name: another
include: [more.yaml]
services:
${shellService('again', counted, 'restart: on-failure:5\nvolumes: ["kept:/kept"]')}
${shellService('given-up', 'echo try; exit 3', 'deploy: {restart_policy: {condition: on-failure, max_attempts: 1, delay: 1s, window: 9s}}')}
${shellService('scaled', 'cat /proc/sys/kernel/hostname', 'scale: 2\npull_policy: never')}
${shellService('replicated', 'cat /proc/sys/kernel/hostname', 'deploy: {replicas: 2}\npull_policy: missing\npull_refresh_after: 1h')}
${shellService('raw', 'echo "$RAW"', 'env_file: [{path: raw.env, format: raw}, {path: none.env, required: false}]')}
  extended:
    extends: {file: base.yaml, service: base}
    environment: {FROM: over}
volumes: {kept: }
`,
  );
  expect(linesOf('again')).toEqual(['try', 'try', 'done']);
  expect(linesOf('given-up')).toEqual(['try', 'try']);
  expect(linesOf('scaled').toSorted()).toEqual(['scaled-1', 'scaled-2']);
  expect(linesOf('replicated').toSorted()).toEqual(['replicated-1', 'replicated-2']);
  expect(linesOf('raw')).toEqual(["'$kept'"]);
  expect(linesOf('extended')).toEqual(['over']);
  expect(linesOf('included')).toEqual(['included']);
  expect(new Set(events.map(({ project }) => project))).toEqual(new Set([folder.project]));
}, 120_000);

it('the engine knows a container by the labels, the log driver and the annotations of its file', async () => {
  writeFileSync(join(folder.path, 'more.labels'), 'from=file\nteam=lost\n');
  const { stdout: version } = await run('docker', ['version', '--format', '{{.Server.Version}}']);
  const hasAnnotations = Number(version.split('.')[0]) >= 24;
  if (!hasAnnotations) process.stderr.write('skipped: annotations need an engine of 24\n');
  const file = folder.file(
    `services:
${shellService(
  'app',
  'echo hello; exec sleep infinity',
  `stop_grace_period: 0s
labels: {team: shop}
label_file: [more.labels]
logging: {driver: local, options: {max-size: 1m}}
${hasAnnotations ? 'annotations: {a.test/b: c}' : ''}`,
)}
`,
    'compose.yaml',
  );
  const of = ['-p', folder.project];
  expect(await runOutrider([...of, 'up', file, '--detach', '--wait'])).toMatchObject({ exitCode: 0 });
  const { stdout: id } = await run('docker', [
    ...['ps', '--quiet', '--filter', `label=dev.outrider.project=${folder.project}`],
    ...['--filter', 'label=team=shop', '--filter', 'label=from=file'],
  ]);
  const { stdout } = await run('docker', ['inspect', id.trim()]);
  const [{ HostConfig }] = JSON.parse(stdout);
  expect(HostConfig.LogConfig).toEqual({ Type: 'local', Config: { 'max-size': '1m' } });
  if (hasAnnotations) expect(HostConfig.Annotations).toMatchObject({ 'a.test/b': 'c' });
  expect((await runOutrider([...of, 'logs', 'app'])).stdout).toContain('hello');
}, 120_000);
