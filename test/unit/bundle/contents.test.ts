import { expect, it } from '@jest/globals';
import { isWithin, readContents } from '../../../src/bundle/contents.ts';

const whole = {
  bundle: 1,
  outrider: '0.1.0',
  files: ['pod.yaml'],
  with: ['haproxy'],
  images: [{ image: 'a:1', reference: 'm/a:1', id: 'sha256:1', bytes: 5 }],
  entries: [{ name: 'recipes/own/recipe.yaml', bytes: 5, sha256: 'ab' }],
};

it('a bundle says what it holds', () => {
  expect(readContents(JSON.stringify(whole))).toEqual(whole);
});

it.each([
  ['is no JSON', '{'],
  ['is a list', '[]'],
  ['is of a later format', JSON.stringify({ ...whole, bundle: 2 })],
  ['has an image without its name', JSON.stringify({ ...whole, images: [{ bytes: 5 }] })],
  [
    'has an entry that climbs out',
    JSON.stringify({ ...whole, entries: [{ ...whole.entries[0], name: '../x' }] }),
  ],
])('what %s is none', (_, text) => {
  expect(readContents(text)).toBeUndefined();
});

it.each(['../x', '/etc/passwd', 'a/../../b', 'a//b', 'a\\b', '.', ''])(
  '%j does not stay in the folder',
  (name) => {
    expect(isWithin(name)).toBe(false);
  },
);
