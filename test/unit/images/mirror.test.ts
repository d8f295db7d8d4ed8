import { expect, it } from '@jest/globals';
import { mirrored } from '../../../src/images/mirror.ts';

it.each([
  ['haproxy:2.6', 'm.example/hub/haproxy:2.6'],
  ['docker.io/library/haproxy:2.6', 'm.example/hub/haproxy:2.6'],
  ['index.docker.io/library/haproxy', 'm.example/hub/haproxy'],
  ['library/haproxy', 'm.example/hub/haproxy'],
  ['envoyproxy/envoy:v1', 'm.example/hub/envoyproxy/envoy:v1'],
  ['docker.io/envoyproxy/envoy:v1', 'm.example/hub/envoyproxy/envoy:v1'],
  ['quay.io/a/b', 'm.example/hub/quay.io/a/b'],
  ['localhost:5000/a:1', 'm.example/hub/localhost:5000/a:1'],
  ['quay.io/library/b@sha256:00', 'm.example/hub/quay.io/library/b@sha256:00'],
])('%s is looked for as %s', (image, expected) => {
  expect(mirrored(image, 'm.example/hub')).toBe(expected);
  expect(mirrored(image, 'm.example/hub/')).toBe(expected);
});

it('Outrider’s own images have no mirror', () => {
  expect(mirrored('outrider/holder:1', 'm.example')).toBe('outrider/holder:1');
});

it('a name that has the mirror’s prefix already keeps it', () => {
  expect(mirrored('m.example/haproxy:2.6', 'm.example')).toBe('m.example/haproxy:2.6');
  expect(mirrored('m.example/haproxy:2.6', 'm.example/')).toBe('m.example/haproxy:2.6');
});

it('without a mirror a name is as it is', () => {
  expect(mirrored('docker.io/library/haproxy', undefined)).toBe('docker.io/library/haproxy');
  expect(mirrored('haproxy', '')).toBe('haproxy');
});
