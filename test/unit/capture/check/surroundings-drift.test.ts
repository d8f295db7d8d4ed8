import { expect, it } from '@jest/globals';
import { surroundingsDrift, surroundingsStep } from '../../../../src/capture/check/surroundings-drift.ts';
import { policyOf } from '../policies.ts';

const tproxy = policyOf({ mode: 'TPROXY', tproxyMark: 1337, tproxyRouteTable: 133 });

/** What the programs of iproute2 print in a pod with IPv6. */
const whole = `== rule 4
0:\tfrom all lookup local
32000:\tfrom all fwmark 0x539 lookup 133
32766:\tfrom all lookup main
== route 4
local default dev lo scope host
== rule 6
0:\tfrom all lookup local
32000:\tfrom all fwmark 0x539 lookup 133
== route 6
local default dev lo metric 1024 pref medium
== lo
1: lo    inet6 ::6/128 scope global \\       valid_lft forever preferred_lft forever
1: lo    inet6 ::1/128 scope host \\       valid_lft forever preferred_lft forever
`;

const lost = (text: string, policy = tproxy) => surroundingsDrift(policy, text).map(({ message }) => message);

it('what the proxy needs beside the rules is there', () => {
  expect(lost(whole)).toEqual([]);
});

it.each([
  ['an IPv4 rule', /32000:.*\n32766/, '32766', 'the ipv4 routing rule (fwmark 0x539 lookup 133) is gone'],
  ['the IPv4 route', /local default dev lo scope.*\n/, '', 'the ipv4 route of table 133 is gone'],
  ['the IPv6 route', /local default dev lo metric.*\n/, '', 'the ipv6 route of table 133 is gone'],
  ['the address ::6', /1: lo {4}inet6 ::6.*\n/, '', 'the address ::6/128 on lo is gone'],
])('%s that somebody took away is missed', (_, what, by, message) => {
  const changed = whole.replace(what, by);
  expect(changed).not.toBe(whole);
  expect(lost(changed)).toEqual([expect.stringContaining(message)]);
});

it('a rule for another mark or another table does not count', () => {
  expect(lost(whole.replace('lookup 133', 'lookup 134'))).toHaveLength(1);
  expect(lost(whole.replace('0x539', '0x53a'))).toHaveLength(1);
});

it('IPv6 is not missed where the pod has none', () => {
  const without = whole.replace(/== rule 6[\s\S]*$/, '== rule 6\n== route 6\n== lo\n');
  expect(lost(without)).toEqual([]);
});

it('REDIRECT needs no route, and a look that failed says nothing', () => {
  const bare = '== rule 4\n== route 4\n== rule 6\n== route 6\n== lo\n1: lo inet6 ::1/128 scope host\n';
  expect(lost(bare, policyOf())).toEqual([expect.stringContaining('the address ::6/128')]);
  expect(lost('')).toEqual([]);
});

it('nothing is looked at where only outbound connections are captured', () => {
  expect(surroundingsStep(policyOf({ includeInboundPorts: [] }))).toBeUndefined();
  expect(surroundingsStep(tproxy)?.argv.at(-1)).toContain('ip -4 route show table 133');
});
