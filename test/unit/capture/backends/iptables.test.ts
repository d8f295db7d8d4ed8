import { describe, expect, it } from '@jest/globals';
import {
  clearStep,
  iptablesRuleCount,
  iptablesText,
  refillStep,
} from '../../../../src/capture/backends/iptables.ts';
import { ruleSet } from '../../../../src/capture/rules/rules.ts';
import type { CaptureOptions } from '../../../../src/pod/model.ts';
import { policyOf } from '../policies.ts';

const text = (given: Partial<CaptureOptions> = {}, family: 'ipv4' | 'ipv6' = 'ipv4') =>
  iptablesText(ruleSet(policyOf(given)), family);

const lines = (given: Partial<CaptureOptions>, part: string, family: 'ipv4' | 'ipv6' = 'ipv4') =>
  text(given, family)
    .split('\n')
    .filter((line) => line.includes(part));

it('the default rules, word for word', () => {
  expect(text()).toBe(`*nat
:OUTRIDER_PIN - [0:0]
:OUTRIDER_INBOUND - [0:0]
:OUTRIDER_OUTPUT - [0:0]
:OUTRIDER_PROXY - [0:0]
-A OUTRIDER_PIN -d 255.255.255.255 -p tcp -m comment --comment outrider:pin -j REDIRECT --to-ports 1
-A OUTRIDER_INBOUND -i lo -m comment --comment outrider:loopback-in -j RETURN
-A OUTRIDER_INBOUND -p tcp --dport 15008 -m comment --comment outrider:tunnel-port -j RETURN
-A OUTRIDER_INBOUND -p tcp --tcp-flags FIN,SYN,RST,ACK SYN -m multiport --dports 15001,15006 -m comment --comment outrider:capture-port-called -j RETURN
-A OUTRIDER_INBOUND -p tcp -m multiport --dports 15020,15021,15090 -m comment --comment outrider:excluded-inbound-port -j RETURN
-A OUTRIDER_INBOUND -p tcp --tcp-flags FIN,SYN,RST,ACK SYN -m comment --comment outrider:all-inbound -j REDIRECT --to-ports 15006
-A OUTRIDER_OUTPUT -p tcp -o lo -s 127.0.0.6 --tcp-flags FIN,SYN,RST,ACK SYN -m multiport --dports 15001,15006 -m comment --comment outrider:loop-alarm -j RETURN
-A OUTRIDER_OUTPUT -o lo -s 127.0.0.6 -m comment --comment outrider:passthrough-source -j RETURN
-A OUTRIDER_OUTPUT -m owner --uid-owner 1337 -m comment --comment outrider:proxy-uid -g OUTRIDER_PROXY
-A OUTRIDER_OUTPUT -m owner --gid-owner 1337 -m comment --comment outrider:proxy-gid -g OUTRIDER_PROXY
-A OUTRIDER_OUTPUT -o lo -m comment --comment outrider:loopback -j RETURN
-A OUTRIDER_OUTPUT -p tcp --tcp-flags FIN,SYN,RST,ACK SYN -m comment --comment outrider:all-outbound -j REDIRECT --to-ports 15001
-A OUTRIDER_PROXY -p tcp -o lo --tcp-flags FIN,SYN,RST,ACK SYN -m multiport --dports 15001,15006 -m comment --comment outrider:loop-alarm -j RETURN
-A OUTRIDER_PROXY -p tcp -o lo ! -d 127.0.0.0/8 --tcp-flags FIN,SYN,RST,ACK SYN ! --dport 15008 -m comment --comment outrider:self-call -j REDIRECT --to-ports 15006
-A OUTRIDER_PROXY -m comment --comment outrider:proxy-upstream -j RETURN
-I OUTPUT 1 -m comment --comment outrider:jump -j OUTRIDER_OUTPUT
-I PREROUTING 1 -m comment --comment outrider:jump -j OUTRIDER_INBOUND
COMMIT
`);
});

describe('families', () => {
  it('a range goes to the table of its family only', () => {
    const given = { excludeOutboundIPRanges: ['10.0.0.0/8', 'fd00::/8'] };
    expect(lines(given, 'excluded-outbound-range')).toEqual([expect.stringContaining('-d 10.0.0.0/8 ')]);
    expect(lines(given, 'excluded-outbound-range', 'ipv6')).toEqual([
      expect.stringContaining('-d fd00::/8 '),
    ]);
  });

  it('Docker’s resolver is an IPv4 one', () => {
    expect(lines({ captureDns: true }, 'outrider:dns-')).toHaveLength(2);
    expect(lines({ captureDns: true }, 'outrider:dns-', 'ipv6')).toEqual([]);
  });

  it('without IPv6 rules its old ones are taken away', () => {
    const rules = ruleSet(policyOf({ ipFamilies: ['ipv4'] }));
    expect(refillStep('iptables-nft', rules, 'ipv4').optional).toBeUndefined();
    expect(clearStep('iptables-nft', 'ipv6', true).argv.slice(-2)).toEqual(['ip6tables-nft', 'pin']);
  });

  it('IPv6 that cannot be loaded is a warning beside IPv4, and a failure alone', () => {
    const step = (families: CaptureOptions['ipFamilies']) =>
      refillStep('iptables-nft', ruleSet(policyOf({ ipFamilies: families })), 'ipv6');
    expect(step(['ipv4', 'ipv6']).optional).toBe(true);
    expect(step(['ipv6']).optional).toBeUndefined();
  });
});

describe('lists', () => {
  it('31 ports need three rules for TCP and three for UDP', () => {
    const excludeOutboundPorts = Array.from({ length: 31 }, (_, index) => String(2000 + 2 * index));
    expect(lines({ excludeOutboundPorts }, 'excluded-outbound-port')).toHaveLength(6);
  });

  it('ranges are written with a colon', () => {
    expect(lines({ includeInboundPorts: ['8000-8080'] }, 'included-inbound-port')).toEqual([
      expect.stringContaining('--dport 8000:8080'),
    ]);
  });

  it('every group that is captured is named in one rule, so that only the others are left alone', () => {
    expect(lines({ includeOutboundOwnerGroups: ['203', '202'] }, 'other-owner-group')).toEqual([
      expect.stringContaining('-m owner ! --gid-owner 202 -m owner ! --gid-owner 203'),
    ]);
  });

  it('each excluded interface has its rule in both directions', () => {
    const given = { excludeInterfaces: ['eth1', 'eth2'] };
    expect(lines(given, 'excluded-interface-in').map((line) => line.split(' ').slice(2, 4))).toEqual([
      ['-i', 'eth1'],
      ['-i', 'eth2'],
    ]);
    expect(lines(given, 'excluded-interface-out')).toHaveLength(2);
  });
});

it('a proxy that runs as root is exempt by its gid alone', () => {
  expect(lines({ proxyUid: 0 }, '--uid-owner')).toEqual([]);
  expect(lines({ proxyUid: 0 }, '--gid-owner 1337')).toHaveLength(1);
});

it('TPROXY fills the mangle table and leaves inbound NAT alone', () => {
  expect(lines({ mode: 'TPROXY' }, '-j TPROXY')).toEqual([
    '-A OUTRIDER_TPROXY -p tcp ! -d 127.0.0.0/8 --tcp-flags FIN,SYN,RST,ACK SYN -m comment --comment outrider:all-inbound -j TPROXY --on-port 15006 --tproxy-mark 0x539/0xffffffff',
  ]);
  expect(lines({ mode: 'TPROXY' }, 'self-call')).toHaveLength(1);
  expect(lines({ mode: 'TPROXY' }, '--to-ports 15006')).toEqual([]);
});

it('packets of no connection are dropped before anything looks at them', () => {
  const jumps = lines({ mode: 'TPROXY', dropInvalid: true }, '-I PREROUTING');
  expect(jumps.at(-1)).toContain('OUTRIDER_INVALID');
});

it('QUIC is refused where TCP would be captured', () => {
  const given = { quic: 'reject', includeOutboundIPRanges: ['10.0.0.0/8'] } as const;
  expect(lines(given, 'quic-reject')).toEqual([
    '-A OUTRIDER_QUIC -p udp -d 10.0.0.0/8 --dport 443 -m conntrack --ctstate NEW -m comment --comment outrider:quic-reject -j REJECT --reject-with icmp-port-unreachable',
  ]);
  expect(lines({ ...given, includeOutboundIPRanges: ['*'] }, 'quic-reject', 'ipv6')).toEqual([
    expect.stringContaining('icmp6-port-unreachable'),
  ]);
});

it('NONE has no rules but the pin', () => {
  expect(iptablesRuleCount(ruleSet(policyOf({ mode: 'NONE' })))).toBe(0);
});

it('the count is that of the lines', () => {
  const set = ruleSet(policyOf());
  const own = (['ipv4', 'ipv6'] as const).flatMap((family) =>
    iptablesText(set, family)
      .split('\n')
      .filter((line) => line.startsWith('-A') && !line.includes('_PIN')),
  );
  expect(iptablesRuleCount(set)).toBe(own.length);
});
