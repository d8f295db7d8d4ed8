import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type Dockerode from 'dockerode';
import { catalogueImage } from '../../../src/images/catalogue.ts';
import { type Lab, openLab } from './lab.ts';

let lab: Lab;
let holder: Dockerode.Container;

/** With the capabilities that a pod's holder has. */
beforeAll(async () => {
  lab = await openLab();
  holder = await lab.start({
    Image: catalogueImage('holder').reference,
    HostConfig: { CapDrop: ['ALL'], CapAdd: ['NET_ADMIN', 'NET_RAW'] },
  });
});

afterAll(() => lab.close());

it.each([
  ['iptables --version', 'nf_tables'],
  ['ip6tables --version', 'nf_tables'],
  ['iptables-nft --version', 'nf_tables'],
  ['iptables-legacy --version', 'legacy'],
  ['ip6tables-legacy --version', 'legacy'],
  ['echo | iptables-restore --noflush', ''],
  ['iptables-save; ip6tables-save', ''],
  ['iptables-legacy-save', ''],
  ['iptables -t nat -A OUTPUT -p tcp --syn -m owner ! --uid-owner 99 -j REDIRECT --to-ports 15001', ''],
  ['iptables -t mangle -A PREROUTING -p tcp -m multiport --dports 80,81 -j MARK --set-mark 1', ''],
  ['iptables -t raw -A OUTPUT -p udp --dport 53 -j CT --zone 1', ''],
  ['nft list ruleset', 'redirect to :15001'],
  ['conntrack -L', ''],
  ['ip -brief address', 'eth0'],
  ['ss -ltn', 'Local Address'],
  ['ping -c 1 -W 1 127.0.0.1', '1 received'],
  ['curl --version', 'libcurl'],
  ['test -s /etc/ssl/certs/ca-certificates.crt', ''],
  ['nc -h 2>&1', 'OpenBSD netcat'],
  ['tcpdump --version', 'libpcap'],
  ['ps -o pid,args', 'tini'],
  ['getent hosts localhost', 'localhost'],
  ['id tcpdump', 'uid='],
  ['capsh --print', 'cap_net_admin'],
  ['perl -e "print 42"', '42'],
  ['bash -c "echo \\$BASH_VERSION"', '5.'],
])('%s', async (line, expected) => {
  const { exitCode, stdout, stderr } = await lab.sh(holder, line);
  expect({ exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toContain(expected);
});

it('has the agent, and what the agent needs', async () => {
  const request = [
    '1',
    '5000',
    '-',
    ...['id', '-u'].map((text) => Buffer.from(text).toString('base64')),
  ].join(' ');
  const line = `{ echo '${request}'; until [ -e /tmp/answered ]; do :; done; } | /usr/local/lib/outrider/agent | { head -n 2; touch /tmp/answered; }`;
  const { stdout } = await lab.sh(holder, line);
  expect(stdout).toMatch(/^ready 1\n1 0 \d+ MAo= -\n$/);
});

it('lets tcpdump listen, which needs a user of its own there', async () => {
  const line =
    'tcpdump -i lo -c 1 -w /dev/null icmp 2>&1 & until ping -c 1 127.0.0.1 >/dev/null && ! kill -0 $!; do :; done';
  const { stdout } = await lab.sh(holder, line, 'tcpdump');
  expect(stdout).toContain('1 packet captured');
});

it('ends at once with SIGTERM', async () => {
  const container = await lab.start({ Image: catalogueImage('holder').reference });
  const ended = container.wait();
  const begin = performance.now();
  await container.kill({ signal: 'SIGTERM' });
  await ended;
  expect(performance.now() - begin).toBeLessThan(2_000);
});
