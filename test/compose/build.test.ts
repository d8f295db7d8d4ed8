// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables are those of Compose

import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, expect, it } from '@jest/globals';
import type { OutriderEvent } from '../../src/events/types.ts';
import { leftOf, projectFolder, runOutrider, startOutrider } from '../support/cli/run-outrider.ts';

const run = promisify(execFile);
const folder = projectFolder('compose-build');
const image = `${folder.project}-app`;

afterEach(async () => {
  await runOutrider(['-p', folder.project, 'down', '--volumes', '--grace-period', '0']);
  expect(await leftOf(folder.project)).toEqual([]);
  await run('docker', ['image', 'rm', '--force', image]).catch(() => {});
});
afterAll(() => folder.remove());

function up(file: string, ...options: string[]) {
  return runOutrider(['-p', folder.project, 'up', file, '--timeout', '120s', '--output', 'json', ...options]);
}

function linesIn(stdout: string): readonly string[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as OutriderEvent)
    .flatMap((event) => (event.type === 'Log' ? [event.line] : []));
}

const service = (dockerfile: string, more = ''): string => `services:
  app:
    ${more}
    build:
      context: .
      args: {WORD: built}
      target: last
      dockerfile_inline: |
${dockerfile.replaceAll(/^/gm, '        ')}
`;

it('an image is built where it is missing and when that is asked for, and a build that fails says where', async () => {
  writeFileSync(join(folder.path, 'kept'), '1');
  writeFileSync(join(folder.path, 'dropped'), '');
  writeFileSync(join(folder.path, '.dockerignore'), 'dropped\n');
  const file = folder.file(
    service(
      `FROM outrider/demo:0.1 AS first
ARG WORD
COPY . /context
FROM first AS last
ENV WORD=$$WORD
ENTRYPOINT ["sh", "-c", "ls -A /context | tr '\\\\n' ' '; cat /context/kept"]
FROM never.test/nothing`,
    ),
    'compose.yaml',
  );
  const first = await up(file);
  expect(first).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('Step 1/') });
  expect(linesIn(first.stdout)).toEqual(['.dockerignore compose.yaml kept 1']);

  writeFileSync(join(folder.path, 'kept'), '2');
  const again = await up(file);
  expect(again.stderr).not.toContain('Step');
  expect(linesIn(again.stdout)).toEqual(['.dockerignore compose.yaml kept 1']);
  const asked = await up(file, '--build');
  expect(linesIn(asked.stdout)).toEqual(['.dockerignore compose.yaml kept 2']);

  folder.file(service('FROM outrider/demo:0.1 AS last\nRUN echo why it failed; exit 3'), 'compose.yaml');
  const failed = await up(file, '--build');
  expect(failed.exitCode).toBe(1);
  expect(failed.stdout).toBe('');
  expect(failed.stderr).toMatch(
    /compose\.yaml:4:\d+: error: cannot build .*-app: dockerfile_inline:2: step 2, RUN echo why it failed; exit 3: .*code: 3\n {2}\| .*\n?( {2}\| .*\n)*/,
  );
  expect(failed.stderr).toContain('  | why it failed');
}, 240_000);

it('a build has the network, the hosts and the memory that its file gives it, and its image the labels and names', async () => {
  const tag = `${folder.project}-tagged:1`;
  const seen =
    'ls /sys/class/net | tr "\\\\n" " "; grep -c far.test /etc/hosts; df -k /dev/shm | tail -1 | tr -s " " | cut -d" " -f2; ulimit -n';
  const file = folder.file(
    `services:
  app:
    build:
      context: .
      dockerfile_inline: |
        FROM outrider/demo:0.1
        RUN sh -c '${seen.replaceAll('$', '$$$$').replaceAll('\\\\', '\\')}' > /seen
      labels: {team: shop}
      tags: [${tag}]
      cache_from: [outrider/demo:0.1]
      no_cache: true
      network: none
      shm_size: 9m
      ulimits: {nofile: {soft: 77, hard: 99}}
      extra_hosts: ["far.test:10.9.8.7"]
      platforms: [${process.arch === 'arm64' ? 'linux/arm64' : 'linux/amd64'}]
    entrypoint: [cat, /seen]
`,
    'compose.yaml',
  );
  try {
    const { stdout, stderr } = await up(file);
    expect({ lines: linesIn(stdout), stderr }).toMatchObject({ lines: ['lo 1', '9216', '77'] });
    const again = await up(file, '--build');
    expect(again.stderr).not.toContain('Using cache');
    const { stdout: found } = await run('docker', [
      'image',
      'inspect',
      tag,
      '--format',
      '{{json .Config.Labels}}',
    ]);
    expect(JSON.parse(found)).toMatchObject({ team: 'shop' });
  } finally {
    await run('docker', ['image', 'rm', '--force', tag]).catch(() => {});
  }
}, 240_000);

it('service_healthy waits for the HEALTHCHECK of an image, and is an error where there is none', async () => {
  const text = (check: string): string => `services:
  app:
    image: ${image}
    pull_policy: build
    build:
      context: .
      dockerfile_inline: |
        FROM outrider/demo:0.1
        ${check}
        ENTRYPOINT ["sh", "-c"]
    command: ["sleep 1; touch /scratch/ready; exec sleep infinity"]
    volumes: ["scratch:/scratch"]
  client:
    image: outrider/demo:0.1
    entrypoint: [sh, -c, "test -f /scratch/ready && echo it is there"]
    network_mode: service:app
    volumes: ["scratch:/scratch"]
    depends_on: {app: {condition: service_healthy}}
volumes: {scratch: }
`;
  const waited = await up(folder.file(text('HEALTHCHECK CMD test -f /scratch/ready'), 'compose.yaml'));
  expect(linesIn(waited.stdout)).toEqual(['it is there']);
  const unchecked = await up(folder.file(text('LABEL a=b'), 'compose.yaml'));
  expect(unchecked).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(
      /compose\.yaml:3:\d+: error: app is waited for until it is healthy, but neither/,
    ),
  });
}, 240_000);

it('a build ends with Ctrl-C, and leaves nothing behind', async () => {
  const file = folder.file(
    service('FROM outrider/demo:0.1 AS last\nRUN echo it has begun; exec sleep 600'),
    'compose.yaml',
  );
  const outrider = startOutrider(['-p', folder.project, 'up', file, '--output', 'json']);
  await new Promise<void>((resolve) => {
    outrider.process.stderr!.on('data', (text: Buffer) => {
      if (text.toString().includes('| it has begun')) resolve();
    });
  });
  outrider.process.kill('SIGINT');
  expect(await outrider.ended).toMatchObject({ exitCode: 0, stdout: '' });
}, 120_000);
