import { expect, it } from '@jest/globals';
import { nftablesRuleCount, nftablesText, unloadStep } from '../../../../src/capture/backends/nftables.ts';
import { ruleSet } from '../../../../src/capture/rules/rules.ts';
import type { CaptureOptions } from '../../../../src/pod/model.ts';
import { policyOf } from '../policies.ts';

const text = (given: Partial<CaptureOptions> = {}) => nftablesText(ruleSet(policyOf(given)));

const lines = (given: Partial<CaptureOptions>, part: string) =>
  text(given)
    .split('\n')
    .filter((line) => line.includes(part))
    .map((line) => line.trim());

it('the default rules, word for word', () => {
  expect(text({ ipFamilies: ['ipv4'] })).toBe(`table inet outrider_pin {
  chain pin { type nat hook output priority 100; }
}
flush chain inet outrider_pin pin
add rule inet outrider_pin pin ip daddr 255.255.255.255 meta l4proto tcp redirect to :1 comment "pin"

table inet outrider
delete table inet outrider
table inet outrider {
  chain nat_inbound {
    type nat hook prerouting priority -110; policy accept;
    meta nfproto != ipv4 counter return comment "other-family"
    iifname "lo" counter return comment "loopback-in"
    tcp dport 15008 counter return comment "tunnel-port"
    tcp dport { 15001, 15006 } tcp flags & (fin | syn | rst | ack) == syn counter return comment "capture-port-called"
    tcp dport { 15020, 15021, 15090 } counter return comment "excluded-inbound-port"
    tcp flags & (fin | syn | rst | ack) == syn counter redirect to :15006 comment "all-inbound"
  }
  chain nat_output {
    type nat hook output priority -110; policy accept;
    meta nfproto != ipv4 counter return comment "other-family"
    oifname "lo" ip saddr 127.0.0.6 tcp dport { 15001, 15006 } tcp flags & (fin | syn | rst | ack) == syn counter return comment "loop-alarm"
    oifname "lo" ip saddr 127.0.0.6 counter return comment "passthrough-source"
    meta skuid 1337 counter goto nat_proxy comment "proxy-uid"
    meta skgid 1337 counter goto nat_proxy comment "proxy-gid"
    oifname "lo" counter return comment "loopback"
    tcp flags & (fin | syn | rst | ack) == syn counter redirect to :15001 comment "all-outbound"
  }
  chain nat_proxy {
    oifname "lo" tcp dport { 15001, 15006 } tcp flags & (fin | syn | rst | ack) == syn counter return comment "loop-alarm"
    oifname "lo" ip daddr != 127.0.0.0/8 tcp dport != 15008 tcp flags & (fin | syn | rst | ack) == syn counter redirect to :15006 comment "self-call"
    counter return comment "proxy-upstream"
  }
}
`);
});

it('both families share one table, without a guard', () => {
  expect(lines({}, 'other-family')).toEqual([]);
  expect(lines({}, 'self-call')).toHaveLength(2);
});

it('lists are sets, so nothing is multiplied', () => {
  const excludeOutboundIPRanges = ['10.0.0.0/8', '192.168.0.0/16', 'fd00::/8'];
  expect(lines({ excludeOutboundIPRanges }, 'excluded-outbound-range')).toEqual([
    'ip daddr { 10.0.0.0/8, 192.168.0.0/16 } counter return comment "excluded-outbound-range"',
    'ip6 daddr fd00::/8 counter return comment "excluded-outbound-range"',
  ]);
});

it('a changed mark is looked up again in a route chain', () => {
  expect(text({ mode: 'TPROXY' })).toContain('type route hook output priority -150');
});

it('removal names each table first, so that it succeeds where there is none', () => {
  expect(unloadStep(true).stdin).toBe('table inet outrider\ndelete table inet outrider\n');
  expect(unloadStep(false).stdin).toContain('delete table inet outrider_pin');
});

it('the count is that of the lines', () => {
  expect(nftablesRuleCount(ruleSet(policyOf()))).toBe(lines({}, 'counter').length);
});
