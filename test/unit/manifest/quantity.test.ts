import { expect, it } from '@jest/globals';
import { nearest } from '../../../src/manifest/nearest.ts';
import { parseQuantity } from '../../../src/manifest/quantity.ts';

it.each([
  ['0', 0],
  ['2', 2],
  [1.5, 1.5],
  ['.5', 0.5],
  ['500m', 0.5],
  ['100u', 0.0001],
  ['1n', 1e-9],
  ['1k', 1000],
  ['64Ki', 65_536],
  ['64Mi', 67_108_864],
  ['1.5Gi', 1_610_612_736],
  ['1M', 1_000_000],
  ['1e3', 1000],
  ['12E2', 1200],
  ['1E', 1e18],
  ['-1', -1],
])('the quantity %s is %d', (text, expected) => {
  expect(parseQuantity(text)).toBeCloseTo(expected, 9);
});

it.each(['', 'lots', '1 Gi', '1gi', '1K', '1KB', '1mi', 'Mi', '1e', '--1', '1.2.3', ' 1'])(
  '%j is no quantity',
  (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  },
);

it.each([
  ['imagePullPolcy', 'imagePullPolicy'],
  ['Image', 'image'],
  ['nmae', 'name'],
  ['comand', 'command'],
  ['wibble', undefined],
  ['x', undefined],
])('%s most likely means %s', (word, expected) => {
  expect(nearest(word, ['name', 'image', 'imagePullPolicy', 'command', 'args'])).toBe(expected);
});
