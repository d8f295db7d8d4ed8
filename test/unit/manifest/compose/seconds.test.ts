import { expect, it } from '@jest/globals';
import { parseSeconds } from '../../../../src/manifest/compose/seconds.ts';

it.each([
  ['0s', 0],
  ['10s', 10],
  ['1m', 60],
  ['2h', 7200],
  ['200ms', 0.2],
  ['5us', 0.000005],
  ['1.5s', 1.5],
  ['0.5h', 1800],
  ['1m30s', 90],
  ['90s', 90],
  ['1h5m30s20ms', 3930.02],
  ['1h1us', 3600.000001],
  ['1m5ms', 60.005],
])('%s is %d seconds', (text, seconds) => {
  expect(parseSeconds(text)).toBe(seconds);
});

it.each(['', '0', '10', 's', '5 s', '1m 30s', ' 1s', '1s\n', '-1s', '+1s', '1S', '1d', '1.s', '.5s', '1,5s'])(
  '%j is no duration',
  (text) => {
    expect(parseSeconds(text)).toBeUndefined();
  },
);

it.each(['30s1m', '1s1s', '20ms5s', '1s5'])('%s is out of order', (text) => {
  expect(parseSeconds(text)).toBeUndefined();
});
