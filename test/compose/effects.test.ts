// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables are those of Compose

import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import type { OutriderEvent } from '../../src/events/types.ts';
import { leftOf, projectFolder, runOutrider } from '../support/cli/run-outrider.ts';

const run = promisify(execFile);
const folder = projectFolder('compose-effects');
afterAll(() => folder.remove());
afterEach(async () => {
  await runOutrider(['-p', folder.project, 'down', '--volumes', '--grace-period', '0']);
  expect(await leftOf(folder.project)).toEqual([]);
});

const image = 'image: outrider/demo:0.1';

/** Runs a Compose file to its end; the lines of its service app, and what was said on stderr. */
async function linesOf(
  text: string,
  options: readonly string[] = [],
): Promise<{ readonly lines: readonly string[]; readonly exitCode: number | null; readonly stderr: string }> {
  const file = folder.file(text, 'compose.yaml');
  const { stdout, stderr, exitCode } = await runOutrider(
    ['-p', folder.project, 'up', file, '--timeout', '60s', '--output', 'json', ...options],
    { env: { WORD: 'word' } },
  );
  const events = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as OutriderEvent);
  const lines = events.flatMap((event) =>
    event.type === 'Log' && event.container === 'app' ? [event.line] : [],
  );
  return { lines, exitCode, stderr };
}

/** What a shell prints in a service with some more fields. */
async function shell(command: string, fields: string, top = ''): Promise<readonly string[]> {
  const more = fields.split('\n').join('\n    ');
  const { lines, stderr } = await linesOf(`services:
  app:
    ${image}
    entrypoint: [sh, -c]
    command: [${JSON.stringify(command.replaceAll('$', '$$$$'))}]
    ${more}
${top}`);
  if (lines.length === 0) throw new Error(stderr);
  return lines;
}

describe('what a service sees', () => {
  it('variables as they are written, from env_file with others in them, and from the environment', async () => {
    writeFileSync(
      join(folder.path, 'shop.env'),
      "\uFEFFHOST=shop.test\r\nURL=http://${HOST}/${WORD}\r\nSINGLE='${HOST}'\r\n",
    );
    const lines = await shell(
      'echo $ID $RELEASE; echo "$URL $SINGLE $WORD"',
      'env_file: shop.env\nenvironment: {ID: 18273645546372819001, RELEASE: 7.20, WORD: }',
    );
    expect(lines).toEqual(['18273645546372819001 7.20', 'http://shop.test/word ${HOST} word']);
  }, 90_000);

  it('its user by name, groups, limits, devices, capabilities, init, names and memory', async () => {
    const lines = await shell(
      [
        'id -un; id -G',
        'ulimit -n; cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max 2>/dev/null',
        'test -c /dev/brim && echo device',
        'grep CapBnd /proc/self/status | cut -f2',
        'tr "\\0" " " < /proc/1/cmdline | cut -d" " -f1',
        'cat /proc/sys/kernel/hostname /proc/sys/kernel/domainname',
        'df -k /dev/shm | tail -1 | tr -s " " | cut -d" " -f2',
        'df -k /scratch | tail -1 | tr -s " " | cut -d" " -f1,2',
        'touch /written 2>/dev/null || echo read-only',
        'grep -c "10.9.8.7.*far.test" /etc/hosts',
        'grep -o "ndots:3" /etc/resolv.conf',
      ].join('; '),
      `user: nobody
group_add: ["12345"]
ulimits: {nofile: {soft: 111, hard: 222}}
pids_limit: 77
devices: ["/dev/full:/dev/brim"]
cap_drop: [ALL]
cap_add: [NET_RAW]
init: true
hostname: Big_Host
domainname: example.test
shm_size: 9m
read_only: true
tmpfs: /scratch:size=1m
extra_hosts: ["far.test:10.9.8.7"]
dns_opt: ["ndots:3"]`,
    );
    expect(lines).toEqual([
      'nobody',
      expect.stringMatching(/\b12345\b/),
      '111',
      '77',
      'device',
      '0000000000002000',
      expect.stringMatching(/init/),
      'Big_Host',
      'example.test',
      '9216',
      'tmpfs 1024',
      'read-only',
      '1',
      'ndots:3',
    ]);
  }, 90_000);

  it('no entry point of the image where it is taken away', async () => {
    const { lines } = await linesOf(`services:
  app:
    ${image}
    entrypoint: []
    command: [sh, -c, echo by itself]
`);
    expect(lines).toEqual(['by itself']);
  }, 90_000);

  it('configs and secrets at their places, with their modes', async () => {
    writeFileSync(join(folder.path, 'token.txt'), 't0ken\n');
    const lines = await shell(
      'cat /run/secrets/token /run/secrets/word; echo; cat /etc/app.conf; stat -c %a /run/secrets/token /etc/app.conf; stat -f -c %T /run/secrets/token',
      'secrets: [token, word]\nconfigs: [{source: conf, target: /etc/app.conf, mode: 0440}]',
      'secrets: {token: {file: token.txt}, word: {environment: WORD}}\nconfigs: {conf: {content: "a=${WORD}\\n"}}\n',
    );
    expect(lines).toEqual(['t0ken', 'word', 'a=word', '444', '440', 'tmpfs']);
  }, 90_000);
});

describe('volumes', () => {
  it('begin with what the image has at their place, unless told otherwise', async () => {
    mkdirSync(join(folder.path, 'own'), { recursive: true });
    writeFileSync(join(folder.path, 'own', 'mine'), '');
    const lines = await shell(
      'ls -A /etc/default /etc/alternatives /etc/apt /etc/logrotate.d; stat -c %a /etc/default /etc/apt',
      'volumes: [/etc/default, "named:/etc/alternatives", "bare:/etc/apt:nocopy", "./own:/etc/logrotate.d"]',
      'volumes: {named: , bare: }\n',
    );
    expect(lines.filter((line) => line !== '')).toEqual([
      ...['/etc/alternatives:', 'README', '/etc/apt:', '/etc/default:', 'nss', '/etc/logrotate.d:', 'mine'],
      ...['755', '755'],
    ]);
  }, 90_000);

  it('in memory are what their options say, as the engine has them by itself', async () => {
    const lines = await shell(
      [
        'for at in /plain /said /long; do',
        '  stat -c "%n %a %u" $at',
        '  echo $(grep " $at " /proc/mounts | cut -d" " -f4 | tr , "\\n" | grep -E "^(no|size)")',
        'done; touch /read/mine 2>/dev/null || echo read-only',
      ].join('\n'),
      `tmpfs: [/plain, "/said:size=1m,mode=750,uid=33,exec", "/read:ro"]
volumes: [{type: tmpfs, target: /long, tmpfs: {size: 2m, mode: 0700}}]`,
    );
    expect(lines).toEqual([
      ...['/plain 1777 0', 'nosuid nodev noexec'],
      ...['/said 750 33', 'nosuid nodev size=1024k'],
      ...['/long 700 0', 'nosuid nodev noexec size=2048k'],
      'read-only',
    ]);
  }, 90_000);

  it('that somebody else has made are those, or the pod is not started', async () => {
    const name = `${folder.project}-precious`;
    const file = (volume: string): string => `services:
  app:
    ${image}
    entrypoint: [sh, -c]
    command: ["cat /data/precious || echo EMPTY > /data/precious"]
    volumes: ["data:/data"]
volumes:
  data: {${volume}}
`;
    const missing = await linesOf(file(`external: true, name: ${name}`));
    expect(missing.exitCode).not.toBe(0);
    expect(missing.stderr).toContain(`there is no volume ${name}`);
    await run('docker', ['volume', 'create', name]);
    try {
      await linesOf(file(`external: true, name: ${name}`));
      await runOutrider(['-p', folder.project, 'down', '--volumes']);
      expect((await linesOf(file(`external: true, name: ${name}`))).lines).toEqual(['EMPTY']);
    } finally {
      await run('docker', ['volume', 'rm', name]);
    }
  }, 180_000);
});

describe('networks', () => {
  it('know a service by its own name, its container_name, its aliases and its links', async () => {
    const { lines } = await linesOf(
      `services:
  price_db:
    ${image}
    container_name: ${folder.project}-main
    entrypoint: [sleep, "12"]
    stop_grace_period: 0s
    networks: {default: {aliases: [prices.internal]}}
  app:
    ${image}
    links: ["price_db:store"]
    entrypoint: [sh, -c]
    command: ["for n in price_db price-db ${folder.project}-main prices.internal store; do for i in 1 2 3 4 5 6 7 8 9; do getent hosts $$n > /dev/null && echo $$n && break; sleep 1; done; done"]
`,
    );
    expect(lines).toEqual(['price_db', 'price-db', `${folder.project}-main`, 'prices.internal', 'store']);
  }, 120_000);

  it('with IPv6 are captured in both families', async () => {
    const file = folder.file(
      `services:
  app:
    ${image}
    command: [server]
    x-outrider: {sidecars: [haproxy]}
networks:
  default: {enable_ipv6: true, ipam: {config: [{subnet: "fd00:211:98::/64"}, {subnet: 10.211.98.0/24}]}}
`,
      'compose.yaml',
    );
    const of = ['-p', folder.project];
    expect(await runOutrider([...of, 'up', file, '--detach', '--wait'])).toMatchObject({ exitCode: 0 });
    const { stdout, exitCode } = await runOutrider([...of, 'capture', 'verify']);
    expect({ stdout, exitCode }).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/outbound ipv4: captured: .*\n.*outbound ipv6: captured: /),
    });
  }, 180_000);

  it('that somebody else has made are joined, or the pod is not started', async () => {
    const name = `${folder.project}-shared`;
    // A subnet outside the engine's default address pools: it may have given one of those to the other network.
    const text = `services:
  app:
    ${image}
    entrypoint: [sh, -c]
    command: ["getent hosts neighbour.test > /dev/null && echo found; ls /sys/class/net | grep -c eth"]
    networks: {shared: , own: {ipv4_address: 10.211.99.7}}
networks:
  shared: {external: true, name: ${name}}
  own: {internal: true, ipam: {config: [{subnet: 10.211.99.0/24}]}}
`;
    const missing = await linesOf(text);
    expect(missing.exitCode).not.toBe(0);
    expect(missing.stderr).toContain(`there is no network ${name}`);
    await run('docker', ['network', 'create', name]);
    const { stdout } = await run('docker', [
      ...['run', '--detach', '--rm', '--network', name, '--network-alias', 'neighbour.test'],
      ...['--entrypoint', 'sleep', 'outrider/demo:0.1', '60'],
    ]);
    try {
      const { lines, stderr } = await linesOf(text);
      expect({ lines, stderr }).toMatchObject({ lines: ['found', '2'] });
    } finally {
      await run('docker', ['kill', stdout.trim()]);
      await run('docker', ['network', 'rm', name]);
    }
  }, 180_000);
});

describe('hooks and restarts', () => {
  it('run as they say, and a service that fails too often is given up', async () => {
    const { lines, exitCode } = await linesOf(
      `services:
  app:
    ${image}
    entrypoint: [sh, -c]
    command: ["trap 'cat /tmp/word; exit 0' TERM; while ! test -f /tmp/two; do sleep 0.1; done; cat /tmp/one; sleep 60 & wait"]
    stop_signal: SIGTERM
    post_start:
      - {command: ["sh", "-c", "echo $$(id -un) $$PWD $$WHO > /tmp/one"], user: nobody, working_dir: /var, environment: {WHO: me}}
      - {command: touch /tmp/two}
    pre_stop: [{command: ["sh", "-c", "echo last words > /tmp/word"]}]
  fails:
    ${image}
    network_mode: service:app
    x-outrider: {role: app}
    entrypoint: [sh, -c, "exit 3"]
    restart: on-failure:1
`,
      ['--for', '4s'],
    );
    expect(lines).toEqual(['nobody /var me', 'last words']);
    expect(exitCode).not.toBe(2);
  }, 120_000);
});

describe('what the engine is told', () => {
  it('reaches the container: owners of secrets, volumes of others, processes and names of the machine, reserved addresses', async () => {
    writeFileSync(join(folder.path, 'token.txt'), 't0ken');
    const namespaces = ['readlink', 'outrider/demo:0.1', '/proc/self/ns/uts', '/proc/self/ns/ipc'];
    const { stdout: host } = await run('docker', [
      ...['run', '--rm', '--uts', 'host', '--ipc', 'host', '--entrypoint'],
      ...namespaces,
    ]);
    const lines = await shell(
      [
        'stat -c "%u %g %a" /run/secrets/token /conf',
        'touch /data/mine 2>/dev/null || echo read-only',
        'cat /sys/fs/cgroup/blkio/blkio.weight /sys/fs/cgroup/io.weight >/dev/null 2>&1; readlink /proc/self/ns/uts /proc/self/ns/ipc',
        'grep -o 10.211.97.9 /proc/net/fib_trie | head -1',
        'uname -m',
      ].join('; '),
      `secrets: [{source: token, uid: "7", gid: "8", mode: 0440}]
configs: [{source: conf, target: /conf, uid: "9"}]
volumes_from: ["other:ro"]
ipc: host
uts: host
platform: ${process.arch === 'arm64' ? 'linux/arm64' : 'linux/amd64'}
networks: {second: {}, first: {priority: 5, ipv4_address: 10.211.97.9}}`,
      `  other:
    ${image}
    entrypoint: ["true"]
    volumes: ["data:/data"]
volumes: {data: }
secrets: {token: {file: token.txt}}
configs: {conf: {content: a}}
networks:
  first: {ipam: {config: [{subnet: 10.211.97.0/24, aux_addresses: {printer: 10.211.97.2}}], options: {a: b}}}
  second: {}
`,
    );
    expect(lines).toEqual([
      '7 8 440',
      '9 0 444',
      'read-only',
      ...host.split('\n').slice(0, 2),
      '10.211.97.9',
      expect.any(String),
    ]);
  }, 120_000);
});
