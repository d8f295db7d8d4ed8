import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, expect, it } from '@jest/globals';
import { leftOf, projectFolder, runOutrider } from '../support/cli/run-outrider.ts';

const run = promisify(execFile);
const folder = projectFolder('compose-elsewhere');
const other = `${folder.project}-other`;
const docker = async (...args: readonly string[]): Promise<string> =>
  (await run('docker', args)).stdout.trim();

afterEach(async () => {
  await runOutrider(['-p', folder.project, 'down', '--volumes', '--grace-period', '0']);
  await docker('rm', '--force', '--volumes', other).catch(() => {});
  await docker('network', 'rm', other).catch(() => {});
  expect(await leftOf(folder.project)).toEqual([]);
});
afterAll(() => folder.remove());

const profile = {
  defaultAction: 'SCMP_ACT_ALLOW',
  syscalls: [{ names: ['mkdir', 'mkdirat'], action: 'SCMP_ACT_ERRNO' }],
};

it('a service uses what containers of others and the engine have', async () => {
  await docker('network', 'create', '--subnet', '10.211.93.0/24', other);
  const script = 'echo theirs > /shared/file; exec sleep 600';
  const created = ['run', '--detach', '--name', other, '--network', other, '--ip', '10.211.93.9'];
  await docker(
    ...created,
    '--ipc',
    'shareable',
    '--volume',
    '/shared',
    '--entrypoint',
    'sh',
    'outrider/demo:0.1',
    '-c',
    script,
  );
  mkdirSync(join(folder.path, 'docker'));
  const config = { auths: { 'registry.test': { auth: Buffer.from('me:word').toString('base64') } } };
  writeFileSync(join(folder.path, 'docker', 'config.json'), JSON.stringify(config));
  writeFileSync(join(folder.path, 'no-folders.json'), JSON.stringify(profile, undefined, 2));
  const seen = [
    'getent hosts theirs | cut -d" " -f1',
    `getent hosts ${other} | cut -d" " -f1`,
    'cat /shared/file; touch /shared/x 2>/dev/null || echo read-only',
    'tr "\\0" " " < /proc/1/cmdline; echo',
    'readlink /proc/self/ns/ipc',
    'test -S /var/run/docker.sock && base64 -w 0 $$DOCKER_CONFIG/config.json; echo',
    'mkdir /made 2>/dev/null || echo no folder',
  ].join('; ');
  const file = folder.file(
    `services:
  app:
    image: outrider/demo:0.1
    entrypoint: [sh, -c, ${JSON.stringify(seen)}]
    networks: [outer]
    external_links: ["${other}:theirs", "${other}"]
    volumes_from: ["container:${other}:ro"]
    pid: container:${other}
    ipc: container:${other}
    use_api_socket: true
    security_opt: ["seccomp:no-folders.json"]
networks:
  outer: {external: true, name: ${other}}
`,
    'compose.yaml',
  );
  const env = { DOCKER_CONFIG: join(folder.path, 'docker') };
  const args = ['-p', folder.project, 'up', file, '--output', 'plain', '--timeout', '120s'];
  const { stdout, stderr } = await runOutrider(args, { env });
  const lines = stdout.split('\n').flatMap((line) => /^(?:app\/)?app +\| (.*)$/.exec(line)?.[1] ?? []);
  const ipc = await docker('exec', other, 'readlink', '/proc/self/ns/ipc');
  const expected = [
    '10.211.93.9',
    '10.211.93.9',
    'theirs',
    'read-only',
    'sleep 600 ',
    ipc,
    Buffer.from(JSON.stringify(config)).toString('base64'),
    'no folder',
  ];
  expect({ lines, stderr }).toMatchObject({ lines: expected });
}, 180_000);
