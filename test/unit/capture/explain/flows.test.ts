import { expect, it } from '@jest/globals';
import { countPhases, openFirst, parseFlows } from '../../../../src/capture/explain/flows.ts';
import { policyOf } from '../policies.ts';

const podIP = '172.18.0.3';
const flow = (line: string, given: Parameters<typeof policyOf>[0] = {}) =>
  parseFlows(line, policyOf({ captureDns: true, ...given }), [podIP])[0]!;

it('a captured outbound connection shows where it wanted to go', () => {
  expect(
    flow(
      'ipv4     2 tcp      6 431999 ESTABLISHED src=172.18.0.3 dst=93.184.216.34 sport=40000 dport=443 src=127.0.0.1 dst=172.18.0.3 sport=15001 dport=40000 [ASSURED] mark=0 zone=0 use=2',
    ),
  ).toEqual({
    family: 'ipv4',
    protocol: 'tcp',
    state: 'ESTABLISHED',
    expiresSeconds: 431999,
    original: { source: '172.18.0.3', sourcePort: 40000, destination: '93.184.216.34', destinationPort: 443 },
    reply: { source: '127.0.0.1', sourcePort: 15001, destination: '172.18.0.3', destinationPort: 40000 },
    answered: true,
    phase: 'open',
    takenBy: 'outbound',
    rule: 'all-outbound',
    why: 'every other connection out of the pod goes to the proxy',
  });
});

it.each([
  [
    'inbound',
    'tcp 6 100 ESTABLISHED src=172.18.0.2 dst=172.18.0.3 sport=50000 dport=8080 src=172.18.0.3 dst=172.18.0.2 sport=15006 dport=50000 [ASSURED] use=1',
    'inbound',
    'all-inbound',
  ],
  [
    'the proxy’s call to the pod itself',
    'tcp 6 100 ESTABLISHED src=172.18.0.3 dst=172.18.0.3 sport=50000 dport=8080 src=127.0.0.1 dst=172.18.0.3 sport=15006 dport=50000 [ASSURED] use=1',
    'inbound',
    'self-call',
  ],
  [
    'a name asked of the DNS proxy',
    'udp 17 25 src=127.0.0.1 dst=127.0.0.11 sport=40000 dport=53 src=127.0.0.1 dst=127.0.0.1 sport=15053 dport=40000 use=1',
    'dns',
    'dns-udp',
  ],
  [
    'localhost',
    'tcp 6 100 ESTABLISHED src=127.0.0.1 dst=127.0.0.1 sport=40000 dport=8080 src=127.0.0.1 dst=127.0.0.1 sport=8080 dport=40000 [ASSURED] use=1',
    'none',
    'loopback',
  ],
  [
    'the proxy’s own upstream',
    'tcp 6 100 ESTABLISHED src=172.18.0.3 dst=172.18.0.9 sport=40000 dport=80 src=172.18.0.9 dst=172.18.0.3 sport=80 dport=40000 [ASSURED] use=1',
    'none',
    undefined,
  ],
  [
    'an excluded port from outside',
    'tcp 6 100 ESTABLISHED src=172.18.0.2 dst=172.18.0.3 sport=40000 dport=15021 src=172.18.0.3 dst=172.18.0.2 sport=15021 dport=40000 [ASSURED] use=1',
    'none',
    'excluded-inbound-port',
  ],
  [
    'IPv6',
    'ipv6 10 tcp 6 100 ESTABLISHED src=fd00::3 dst=fd00::2 sport=40000 dport=80 src=::1 dst=fd00::3 sport=15001 dport=40000 [ASSURED] use=1',
    'outbound',
    'all-outbound',
  ],
])('%s', (_, line, takenBy, rule) => {
  const { takenBy: by, rule: name } = flow(line);
  expect([by, name]).toEqual([takenBy, rule]);
});

it('in TPROXY mode nothing is rewritten, and the rules tell who has it', () => {
  const line =
    'tcp 6 100 ESTABLISHED src=172.18.0.2 dst=172.18.0.3 sport=50000 dport=8080 src=172.18.0.3 dst=172.18.0.2 sport=8080 dport=50000 [ASSURED] use=1';
  expect(flow(line, { mode: 'TPROXY' }).takenBy).toBe('inbound');
});

it('a question without an answer yet is one', () => {
  const line =
    'udp 17 25 src=172.18.0.3 dst=10.0.0.1 sport=40000 dport=53 [UNREPLIED] src=10.0.0.1 dst=172.18.0.3 sport=53 dport=40000 use=1';
  expect(flow(line)).toMatchObject({ answered: false, protocol: 'udp' });
  expect(flow(line)).not.toHaveProperty('state');
});

it('other protocols, counts and nonsense are left out', () => {
  const text =
    'icmp 1 29 src=1.1.1.1 dst=2.2.2.2 type=8 code=0 id=1 src=2.2.2.2 dst=1.1.1.1 type=0\n\nconntrack v1.4.7: 3 flow entries have been shown.\n';
  expect(parseFlows(text, policyOf())).toEqual([]);
});

it('with counting switched on in the kernel, the tuples are still found', () => {
  const line =
    'tcp 6 100 ESTABLISHED src=172.18.0.3 dst=1.2.3.4 sport=40000 dport=80 packets=5 bytes=500 src=127.0.0.1 dst=172.18.0.3 sport=15001 dport=40000 packets=4 bytes=400 [ASSURED] use=1';
  expect(flow(line).takenBy).toBe('outbound');
});

it('what has ended comes after what is open, otherwise in the kernel’s order', () => {
  const line = (state: string, port: number) =>
    `tcp 6 100 ${state} src=172.18.0.3 dst=10.0.0.1 sport=${port} dport=80 src=10.0.0.1 dst=172.18.0.3 sport=80 dport=${port}`;
  const text = [line('TIME_WAIT', 1), line('ESTABLISHED', 2), line('CLOSE', 3), line('SYN_SENT', 4)].join(
    '\n',
  );
  const ports = openFirst(parseFlows(text, policyOf(), [podIP])).map(({ original }) => original.sourcePort);
  expect(ports).toEqual([2, 4, 1, 3]);
});

it.each([
  ['SYN_SENT', 'opening'],
  ['SYN_RECV', 'opening'],
  ['ESTABLISHED', 'open'],
  ['FIN_WAIT', 'closing'],
  ['CLOSE_WAIT', 'closing'],
  ['LAST_ACK', 'closing'],
  ['TIME_WAIT', 'closed'],
  ['CLOSE', 'closed'],
])('a connection in %s is %s', (state, phase) => {
  const line = `tcp 6 100 ${state} src=172.18.0.3 dst=10.0.0.1 sport=40000 dport=80 src=10.0.0.1 dst=172.18.0.3 sport=80 dport=40000 use=1`;
  expect(flow(line).phase).toBe(phase);
});

it.each([
  ['that nobody has answered is opening', '[UNREPLIED] ', '', 'opening'],
  ['that goes both ways is open', '', ' [ASSURED]', 'open'],
  ['of a question and an answer is over', '', '', 'closed'],
])('a UDP conversation %s', (_, unreplied, assured, phase) => {
  const line = `udp 17 25 src=172.18.0.3 dst=10.0.0.1 sport=40000 dport=53 ${unreplied}src=10.0.0.1 dst=172.18.0.3 sport=53 dport=40000${assured} use=1`;
  expect(flow(line).phase).toBe(phase);
});

it('each phase is counted by itself', () => {
  const line = (state: string) =>
    `tcp 6 100 ${state} src=172.18.0.3 dst=10.0.0.1 sport=40000 dport=80 src=10.0.0.1 dst=172.18.0.3 sport=80 dport=40000 use=1`;
  const text = ['TIME_WAIT', 'ESTABLISHED', 'TIME_WAIT', 'FIN_WAIT', 'SYN_SENT'].map(line).join('\n');
  expect(countPhases(parseFlows(text, policyOf(), [podIP]))).toEqual({
    opening: 1,
    open: 1,
    closing: 1,
    closed: 2,
  });
});
