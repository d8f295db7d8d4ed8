import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, expect, it } from '@jest/globals';
import { leftOf, projectFolder, runOutrider, startOutrider } from '../support/cli/run-outrider.ts';
import { runFile, shellService } from '../support/compose/run-file.ts';

const run = promisify(execFile);
const folder = projectFolder('compose-networks');
afterAll(() => folder.remove());
afterEach(async () => {
  await runOutrider(['-p', folder.project, 'down', '--volumes', '--grace-period', '0']);
  expect(await leftOf(folder.project)).toEqual([]);
});

async function inspected<T>(kind: 'network' | 'volume', name: string): Promise<T> {
  const { stdout } = await run('docker', [kind, 'inspect', name]);
  return (JSON.parse(stdout) as readonly T[])[0]!;
}

async function engineMajor(): Promise<number> {
  const { stdout } = await run('docker', ['version', '--format', '{{.Server.Version}}']);
  return Number(stdout.split('.')[0]);
}

/** Interface, destination 0, and the gateway from the right. */
const defaultRoute = "tr '\\t' ' ' < /proc/net/route | grep '^[^ ]* 00000000 '";

it('a network is made as its file says, and a service is on it with the addresses that it asks for', async () => {
  const name = `${folder.project}-named`;
  const links = 'for i in /sys/class/net/eth*; do echo $(cat $i/address) $(cat $i/mtu); done';
  const { linesOf } = await runFile(
    folder,
    `services:
${shellService(
  'app',
  [
    links,
    'cat /proc/net/if_inet6 | grep -c fd0002120002 ',
    'grep -o "10.212.2.[0-9]*" /proc/net/fib_trie | sort -u | grep -c 10.212.2.77; grep -o "169.254.9.9" /proc/net/fib_trie | head -1',
    `${defaultRoute} | cut -d' ' -f3`,
  ].join('\n'),
  `networks:
  second: {priority: 1}
  first: {priority: 2, mac_address: "02:42:0a:d4:02:4d", ipv4_address: 10.212.2.77, ipv6_address: "fd00:212:2::77", link_local_ips: [169.254.9.9]}`,
)}
${shellService('inside', 'cat /sys/class/net/eth0/address', 'mac_address: "02:42:0a:d4:04:07"\nnetworks: [closed]')}
${shellService('ranged', 'grep -o "10.212.3.1[0-9][0-9]" /proc/net/fib_trie | sort -u; sleep 600', 'networks: [second]\nstop_grace_period: 0s')}
networks:
  first:
    enable_ipv6: true
    ipam: {driver: default, config: [{subnet: 10.212.2.0/24, gateway: 10.212.2.254}, {subnet: "fd00:212:2::/64"}]}
  second:
    name: ${name}
    driver: bridge
    driver_opts: {com.docker.network.driver.mtu: "1234"}
    attachable: true
    labels: {team: shop}
    ipam: {config: [{subnet: 10.212.3.0/24, ip_range: 10.212.3.128/25, aux_addresses: {printer: 10.212.3.129}}], options: {foo: bar}}
  closed: {ipam: {config: [{subnet: 10.212.4.0/24}]}}
`,
    ['--for', '1s'],
  );
  expect(linesOf('app')).toEqual([
    '02:42:0a:d4:02:4d 1500',
    expect.stringMatching(/ 1234$/),
    '1',
    '1',
    '169.254.9.9',
    'FE02D40A',
  ]);
  expect(linesOf('inside')).toEqual(['02:42:0a:d4:04:07']);
  const [address = ''] = linesOf('ranged');
  expect(address).toMatch(/^10\.212\.3\.1[2-9]\d$/);
  expect(address).not.toBe('10.212.3.129');
}, 120_000);

/** Answers every question for an address of the domain corp.test with 10.1.2.3. */
const RESOLVER = `import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("0.0.0.0", 53))
while True:
    d, a = s.recvfrom(512)
    n = d.index(0, 12) + 5
    asked = d[n - 4 : n - 2] == b"\\0\\1" and b"corp" in d
    answer = b"\\xc0\\x0c\\0\\1\\0\\1\\0\\0\\0\\x3c\\0\\4\\x0a\\1\\2\\3" if asked else b""
    s.sendto(d[:2] + b"\\x81\\x80\\0\\1\\0" + bytes([asked]) + b"\\0\\0\\0\\0" + d[12:n] + answer, a)
`;

it('a service asks the resolver of its file, in the domain that it searches', async () => {
  const file = folder.file(
    `services:
${shellService('resolver', 'exec python3 /resolver.py', 'configs: [{source: resolver, target: /resolver.py}]\nnetworks: {default: {ipv4_address: 10.212.12.53}}\nstop_grace_period: 0s')}
${shellService('app', 'until getent hosts shop; do sleep 0.2; done', 'dns: 10.212.12.53\ndns_search: [corp.test]\ndns_opt: ["timeout:1"]')}
networks: {default: {ipam: {config: [{subnet: 10.212.12.0/24}]}}}
configs: {resolver: {content: ${JSON.stringify(RESOLVER)}}}
`,
    'compose.yaml',
  );
  const outrider = startOutrider(['-p', folder.project, 'up', file, '--timeout', '90s', '--output', 'json']);
  await outrider.seen('Log', 'app');
  const lines = outrider
    .events()
    .flatMap((event) => (event.type === 'Log' && event.container === 'app' ? [event.line] : []));
  expect(lines[0]).toMatch(/^10\.1\.2\.3 +shop\.corp\.test/);
  outrider.process.kill('SIGINT');
  await outrider.ended;
}, 150_000);

it('networks and volumes have the name, the driver, the options and the labels of their file', async () => {
  const names = { network: `${folder.project}-net`, volume: `${folder.project}-vol` };
  const file = folder.file(
    `services:
${shellService('app', 'df -k /memory | tail -1 | cut -d" " -f1; echo there; exec sleep infinity', 'networks: [net]\nvolumes: ["memory:/memory"]\nstop_grace_period: 0s')}
networks:
  net:
    name: ${names.network}
    driver: bridge
    driver_opts: {com.docker.network.bridge.enable_icc: "false"}
    attachable: true
    internal: true
    labels: {team: shop}
    ipam: {driver: default, config: [{subnet: 10.212.5.0/24}], options: {foo: bar}}
volumes:
  memory:
    name: ${names.volume}
    driver: local
    driver_opts: {type: tmpfs, device: tmpfs, o: size=1m}
    labels: {team: shop}
`,
    'compose.yaml',
  );
  const of = ['-p', folder.project];
  expect(await runOutrider([...of, 'up', file, '--detach', '--wait'])).toMatchObject({ exitCode: 0 });
  expect(await inspected('network', names.network)).toMatchObject({
    Driver: 'bridge',
    Attachable: true,
    Internal: true,
    Labels: { team: 'shop' },
    Options: { 'com.docker.network.bridge.enable_icc': 'false' },
    IPAM: { Driver: 'default', Options: { foo: 'bar' }, Config: [{ Subnet: '10.212.5.0/24' }] },
  });
  expect(await inspected('volume', names.volume)).toMatchObject({
    Driver: 'local',
    Labels: { team: 'shop' },
    Options: { type: 'tmpfs', o: 'size=1m' },
  });
  const { stdout } = await runOutrider([...of, 'logs', 'app']);
  expect(stdout).toContain('tmpfs');
}, 120_000);

it('an engine that can, names interfaces, leaves out IPv4 and chooses the gateway', async () => {
  const major = await engineMajor();
  if (major < 28) {
    process.stderr.write(
      `skipped: interface_name, gw_priority and enable_ipv4 need an engine of 28; this is ${major}\n`,
    );
    return;
  }
  const { linesOf } = await runFile(
    folder,
    `services:
${shellService(
  'app',
  `ls /sys/class/net | sort | tr '\\n' ' '; echo; ${defaultRoute} | cut -d' ' -f1; grep -c fd0002120007 /proc/net/if_inet6`,
  `networks:
  one: {interface_name: inner, driver_opts: {com.docker.network.endpoint.sysctls: net.ipv4.conf.IFNAME.log_martians=1}}
  two: {interface_name: outer, gw_priority: 9}
  six: {interface_name: six}`,
)}
networks:
  one: {ipam: {config: [{subnet: 10.212.6.0/24}]}}
  two: {ipam: {config: [{subnet: 10.212.8.0/24}]}}
  six: {enable_ipv4: false, enable_ipv6: true, ipam: {config: [{subnet: "fd00:212:7::/64"}]}}
`,
  );
  expect(linesOf('app')).toEqual([expect.stringContaining('inner lo outer six'), 'outer', '1']);
}, 120_000);
