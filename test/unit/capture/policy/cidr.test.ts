import { expect, it } from '@jest/globals';
import { cidrText, inRanges, isLoopbackRange, parseCidr } from '../../../../src/capture/policy/cidr.ts';

it.each([
  ['10.0.0.0/8', { family: 'ipv4', address: '10.0.0.0', prefix: 8 }],
  ['10.1.2.3', { family: 'ipv4', address: '10.1.2.3', prefix: 32 }],
  ['fd00::/8', { family: 'ipv6', address: 'fd00::', prefix: 8 }],
  ['::1', { family: 'ipv6', address: '::1', prefix: 128 }],
])('%s is read', (text, expected) => {
  expect(parseCidr(text)).toEqual(expected);
});

it.each([
  '',
  '10.0.0/8',
  '10.0.0.0/33',
  'fd00::/129',
  '10.0.0.0/-1',
  '10.0.0.0/8/9',
  '*',
  'fe80::1%eth0',
  'host',
])('"%s" is no range', (text) => {
  expect(parseCidr(text)).toBeUndefined();
});

it('an address is in the ranges of its own family only', () => {
  const ranges = [parseCidr('0.0.0.0/0')!, parseCidr('fd00::/8')!];
  expect(inRanges(ranges, '198.18.0.1')).toBe(true);
  expect(inRanges(ranges, 'fd12::1')).toBe(true);
  expect(inRanges(ranges, '2001:db8::1')).toBe(false);
});

it('loopback is 127.0.0.0/8 and ::1', () => {
  expect(isLoopbackRange(parseCidr('127.0.0.1')!)).toBe(true);
  expect(isLoopbackRange(parseCidr('127.0.0.0/8')!)).toBe(true);
  expect(isLoopbackRange(parseCidr('0.0.0.0/0')!)).toBe(false);
  expect(isLoopbackRange(parseCidr('::1')!)).toBe(true);
});

it('one address is written without a prefix', () => {
  expect(cidrText(parseCidr('10.1.2.3/32')!)).toBe('10.1.2.3');
  expect(cidrText(parseCidr('10.0.0.0/8')!)).toBe('10.0.0.0/8');
});
