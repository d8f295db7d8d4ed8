import { expect, it } from '@jest/globals';
import { coversAll, valueSet } from '../../../../src/capture/policy/value-set.ts';

it.each([
  ['order and repetition', ['82', '80', '82'], ['80', '82']],
  ['ranges that touch or overlap', ['80-81', '82', '81:90'], ['80:90']],
  ['hexadecimal numbers', ['0x539'], ['1337']],
  ['bits behind a prefix', ['10.9.1.2/16'], ['10.9.0.0/16']],
  ['a range within another', ['10.9.0.0/24', '10.9.0.0/16'], ['10.9.0.0/16']],
  ['halves of a range', ['10.128.0.0/9', '10.0.0.0/9'], ['10.0.0.0/8']],
  ['neighbours that make no CIDR', ['10.1.0.0/16', '10.2.0.0/16'], ['10.1.0.0-10.2.255.255']],
  [
    'neighbours of IPv6 that make no CIDR',
    ['fd00:1::/32', 'fd00:2::/32'],
    ['fd00:1::-fd00:2:ffff:ffff:ffff:ffff:ffff:ffff'],
  ],
  ['a single address', ['192.168.1.1/32'], ['192.168.1.1']],
  ['spellings of IPv6', ['2001:DB8:0::/32'], ['2001:db8::/32']],
  ['IPv4 notation in IPv6', ['::ffff:1.2.3.4'], ['::ffff:102:304/128']],
  ['an IPv6 address without zeros', ['1:2:3:4:5:6:7:8'], ['1:2:3:4:5:6:7:8/128']],
  ['words', ['RELATED', 'ESTABLISHED'], ['ESTABLISHED', 'RELATED']],
])('%s make no difference', (_, one, other) => {
  expect(valueSet(one)).toBe(valueSet(other));
});

it.each([
  ['neighbouring ranges', ['10.9.0.0/16'], ['10.8.0.0/15']],
  ['ranges of addresses that differ', ['10.1.0.0-10.2.255.255'], ['10.1.0.0-10.2.255.254']],
  ['the families', ['0.0.0.1'], ['::1']],
  ['a number and an address', ['1'], ['0.0.0.1']],
  ['numbers with a gap', ['80', '82'], ['80-82']],
  ['other words', ['eth0'], ['eth1']],
])('%s do', (_, one, other) => {
  expect(valueSet(one)).not.toBe(valueSet(other));
});

it('a range without a prefix bit covers its whole family', () => {
  expect(['0.0.0.0/0', '::/0', '0.0.0.0/1', 'eth0'].map(coversAll)).toEqual([true, true, false, false]);
});
