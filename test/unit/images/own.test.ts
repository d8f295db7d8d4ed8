import { expect, it } from '@jest/globals';
import { loadCatalogue } from '../../../src/images/catalogue.ts';
import { ownImage } from '../../../src/images/own.ts';

it.each([
  ['outrider/demo:0.1', 'demo'],
  [loadCatalogue().find(({ name }) => name === 'holder')!.reference, 'holder'],
  ['outrider.local/haproxy:2.6', 'haproxy'],
  ['haproxy:2.6', undefined],
  ['outrider/demo:9', undefined],
  ['outrider.local/haproxy:1', undefined],
])('%s is the image %s of the catalogue', (reference, name) => {
  expect(ownImage(reference)?.name).toBe(name);
});
