import { expect, it } from '@jest/globals';
import { parseDuration } from '../../../src/pod/duration.ts';

it.each([
  ['10s', 10_000],
  ['1m30s', 90_000],
  ['2h', 7_200_000],
  ['1.5h', 5_400_000],
  ['500ms', 500],
  ['7d', 604_800_000],
  ['5us', 0.005],
  ['0s', 0],
])('%s', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

it.each(['', '10', 's', '-1s', '1 s', '1x', '1s ', '1ns', '1e3s', `${'9'.repeat(400)}s`])(
  '%j is none',
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);
