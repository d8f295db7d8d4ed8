import { expect, it } from '@jest/globals';
import { packetRules } from '../../../src/faults/packet-rules.ts';
import { literalPeer, resolvedPeer } from '../../../src/faults/peer-addresses.ts';

it('loss drops a share of the packets in both directions, and leaves those within the pod alone', () => {
  const { v4, v6, qdisc } = packetRules('f1', { kind: 'loss', percent: 5 });
  expect(v4.split('\n')).toEqual([
    '*filter',
    ':OUTRIDER-FAULT-f1-I - [0:0]',
    '-A OUTRIDER-FAULT-f1-I ! -i lo -m statistic --mode random --probability 0.05000000 -j DROP',
    '-I INPUT 1 -j OUTRIDER-FAULT-f1-I',
    'COMMIT',
    '',
    '*mangle',
    ':OUTRIDER-FAULT-f1-P - [0:0]',
    '-A OUTRIDER-FAULT-f1-P ! -o lo -m statistic --mode random --probability 0.05000000 -j DROP',
    '-I POSTROUTING 1 -j OUTRIDER-FAULT-f1-P',
    'COMMIT',
    '',
  ]);
  expect(v6).toBe(v4);
  expect(qdisc).toBeUndefined();
});

it('a share of 100 % needs no chance', () => {
  expect(packetRules('f1', { kind: 'loss', percent: 100 }).v4).not.toContain('statistic');
});

it('reset answers data of the side that connected, and none on its way to the proxy', () => {
  const { v4 } = packetRules('f1', { kind: 'reset', percent: 10 });
  expect(v4).toContain(
    '! -i lo -p tcp --tcp-flags PSH PSH -m conntrack --ctdir ORIGINAL -m statistic --mode random --probability 0.10000000 -j REJECT --reject-with tcp-reset',
  );
  expect(v4).toContain('-A OUTRIDER-FAULT-f1-O -m addrtype ! --dst-type LOCAL -p tcp');
});

it('a partition drops what comes from the peer and what goes to it, in the families that it has', () => {
  const peer = { v4: ['10.9.0.2', '10.9.0.3'], v6: [] };
  const { v4, v6 } = packetRules('f1', { kind: 'partition', peer: 'backend' }, peer);
  expect(v4).toContain('-A OUTRIDER-FAULT-f1-I -s 10.9.0.3 -j DROP');
  expect(v4).toContain('-A OUTRIDER-FAULT-f1-P -d 10.9.0.2 -j DROP');
  expect(v6).toBe('');
});

it('dns goes by the port that was asked for, because rules have led the question elsewhere by then', () => {
  const fails = packetRules('f1', { kind: 'dns', answer: 'fail' });
  expect(fails.v4).toContain('-p udp -m conntrack --ctdir ORIGINAL --ctorigdstport 53 -j REJECT');
  expect(fails.v6).toContain('icmp6-port-unreachable');
  expect(fails.v4).not.toContain('INPUT');
  expect(packetRules('f1', { kind: 'dns', answer: 'timeout' }).v4).toContain('--ctorigdstport 53 -j DROP');
});

it('latency and bandwidth are queues, not rules', () => {
  expect(packetRules('f1', { kind: 'latency', ms: 200, jitterMs: 50 })).toEqual({
    v4: '',
    v6: '',
    qdisc: 'netem delay 200ms 50ms limit 100000',
  });
  expect(packetRules('f1', { kind: 'bandwidth', bitsPerSecond: 1e6 }).qdisc).toBe(
    'tbf rate 1000000bit burst 65536 latency 400ms',
  );
});

it('the addresses of a peer are those that it says itself, or those of its name', () => {
  expect(literalPeer('10.1.0.0/16')).toEqual({ v4: ['10.1.0.0/16'], v6: [] });
  expect(literalPeer('fd00::2')).toEqual({ v4: [], v6: ['fd00::2'] });
  expect(literalPeer('backend')).toBeUndefined();
  const printed =
    '10.9.0.2  STREAM backend\n10.9.0.2  DGRAM\nfd00::2  STREAM\n::ffff:10.9.0.2 RAW\nnonsense\n';
  expect(resolvedPeer(printed)).toEqual({ v4: ['10.9.0.2'], v6: ['fd00::2'] });
});
