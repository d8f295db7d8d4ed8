import { expect, it } from '@jest/globals';
import {
  multiportGroups,
  normalisePorts,
  parsePortRange,
  portText,
} from '../../../../src/capture/policy/port-range.ts';

const range = (from: number, to = from) => ({ from, to });

it.each([
  ['80', range(80)],
  ['8000-8080', range(8000, 8080)],
  [' 443 ', range(443)],
])('%s is read', (text, expected) => {
  expect(parsePortRange(text)).toEqual(expected);
});

it.each(['', '0', '65536', '9-8', '80:90', '-1', '80,81', '1-2-3', '*'])('"%s" is no port', (text) => {
  expect(parsePortRange(text)).toBeUndefined();
});

it('ranges that overlap become one, ranges that touch stay as written', () => {
  expect(normalisePorts([range(90), range(10, 20), range(15, 30), range(31), range(90)])).toEqual([
    range(10, 30),
    range(31),
    range(90),
  ]);
});

it('a multiport rule takes 15 entries, of which a range counts two', () => {
  const singles = Array.from({ length: 31 }, (_, index) => range(index + 1));
  expect(multiportGroups(singles).map((group) => group.length)).toEqual([15, 15, 1]);
  const ranges = Array.from({ length: 15 }, (_, index) => range(index * 10 + 1, index * 10 + 5));
  expect(multiportGroups(ranges).map((group) => group.length)).toEqual([7, 7, 1]);
  expect(multiportGroups([...singles.slice(0, 14), range(100, 200)]).map((group) => group.length)).toEqual([
    14, 1,
  ]);
});

it('is written as iptables and as people want it', () => {
  expect(portText(range(1, 2), ':')).toBe('1:2');
  expect(portText(range(1))).toBe('1');
});
