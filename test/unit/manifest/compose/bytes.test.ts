import { expect, it } from '@jest/globals';
import { parseBytes } from '../../../../src/manifest/compose/bytes.ts';

it.each([
  [0, 0],
  [512, 512],
  ['512', 512],
  ['512b', 512],
  ['2k', 2048],
  ['2kb', 2048],
  ['64m', 67_108_864],
  ['64mb', 67_108_864],
  ['1g', 1_073_741_824],
  ['1gb', 1_073_741_824],
  ['1.5g', 1_610_612_736],
  ['64M', 67_108_864],
  ['1Gb', 1_073_741_824],
  ['0.3k', 307],
])('%j is %d bytes', (value, bytes) => {
  expect(parseBytes(value)).toBe(bytes);
});

it.each(['', 'm', '-1', '64 m', ' 64m', '64mib', '64bb', '1t', '1e3', '.5g', '50%', '9'.repeat(400)])(
  '%j is no byte value',
  (value) => {
    expect(parseBytes(value)).toBeUndefined();
  },
);

it.each([
  [-1],
  [Number.NaN],
  [Number.POSITIVE_INFINITY],
  [1e21],
  [true],
  [null],
  [undefined],
  [['64m']],
  [{}],
])('%j is no byte value', (value) => {
  expect(parseBytes(value)).toBeUndefined();
});
