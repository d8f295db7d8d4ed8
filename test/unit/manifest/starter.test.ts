import { expect, it } from '@jest/globals';
import { lint } from '../../../src/lint/lint.ts';
import { readManifests } from '../../../src/manifest/read.ts';
import { starterManifest } from '../../../src/manifest/starter.ts';

it.each([
  ['the demo', { name: 'web' }, ['watcher', 'app']],
  ['an image', { name: 'web', image: 'registry.example:5000/web:1' }, ['app']],
] as const)('a first manifest with %s is valid and has nothing that hurts', (_name, options, names) => {
  const { pods, diagnostics } = readManifests([{ file: 'pod.yaml', text: starterManifest(options) }]);
  expect(diagnostics).toEqual([]);
  expect(pods.flatMap((pod) => [...pod.initContainers, ...pod.containers]).map(({ name }) => name)).toEqual(
    names,
  );
  expect(lint(pods)).toEqual([]);
});

it('what is commented out is valid as well', () => {
  const text = starterManifest({ name: 'web', image: 'web:1' }).replace(/^( {2,})# /gm, '$1');
  const { pods, diagnostics } = readManifests([{ file: 'pod.yaml', text }]);
  expect(diagnostics).toEqual([]);
  expect(pods[0]!.initContainers.map(({ role }) => role)).toEqual(['sidecar']);
});
