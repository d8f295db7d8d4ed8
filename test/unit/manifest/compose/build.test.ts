// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables are those of Compose

import { describe, expect, it } from '@jest/globals';
import { formatDiagnostic } from '../../../../src/manifest/diagnostic.ts';
import { readManifests } from '../../../../src/manifest/read.ts';
import type { ImageBuild } from '../../../../src/pod/image-build.ts';
import type { Container } from '../../../../src/pod/model.ts';
import { lines } from '../read-text.ts';

const surroundings = {
  folder: '/home/me/shop',
  shown: '',
  environment: { TAG: '1.2' },
  project: 'shop',
  readText: () => undefined,
};

const read = (text: string) => readManifests([{ file: 'c', text: lines(text), surroundings }]);

function serviceOf(fields: string, top = ''): Container {
  const { pods, diagnostics } = read(`services: {Web: {${fields}}}\n${top}`);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(formatDiagnostic).join('\n'));
  return pods[0]!.containers[0]!;
}

const buildOf = (fields: string, top?: string): ImageBuild | undefined =>
  serviceOf(fields, top).engine?.build;

const problemsOf = (text: string): readonly string[] =>
  read(text)
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map((diagnostic) => formatDiagnostic(diagnostic).split('\n')[0]!);

describe('a service that is built', () => {
  it('has the image that it names, or one named after project and service', () => {
    expect(serviceOf('build: .').image).toBe('shop-web');
    expect(serviceOf('build: ., image: "other:${TAG}"').image).toBe('other:1.2');
  });

  it('is built from its folder, from an address, or from that of the project', () => {
    expect(buildOf('build: ./src')).toEqual({ context: '/home/me/shop/src' });
    expect(buildOf('build: {context: ., dockerfile: a/D}')).toEqual({
      context: '/home/me/shop',
      dockerfile: 'a/D',
    });
    expect(buildOf('build: "https://git.test/x.git"')).toEqual({ context: 'https://git.test/x.git' });
    expect(buildOf('build: {dockerfile_inline: FROM scratch}')).toEqual({
      context: '/home/me/shop',
      dockerfileInline: 'FROM scratch',
    });
  });

  it('has arguments, of which one without a value is the variable', () => {
    expect(buildOf('build: {context: ., args: [A=1, TAG, NOTHING]}')?.args).toEqual({ A: '1', TAG: '1.2' });
    expect(buildOf('build: {context: ., args: {A: 1, TAG: , NOTHING: }}')?.args).toEqual({
      A: '1',
      TAG: '1.2',
    });
  });

  it('is built at each up where its policy says so', () => {
    expect(buildOf('build: ., pull_policy: build')).toEqual({ context: '/home/me/shop', always: true });
  });

  it('has secrets from files and variables, and the images of other services', () => {
    const { pods } = read(`
      services:
        web: {build: {context: ., secrets: [a, {source: b, target: c}], additional_contexts: {x: "service:base", y: ./y}}}
        base: {build: ./base}
      secrets: {a: {file: a.txt}, b: {environment: B}}
    `);
    expect(pods[0]!.containers[0]!.engine?.build).toEqual({
      context: '/home/me/shop',
      secrets: [
        { id: 'a', file: '/home/me/shop/a.txt' },
        { id: 'c', environment: 'B' },
      ],
      additionalContexts: { x: 'docker-image://shop-base', y: '/home/me/shop/y' },
    });
  });

  it.each([
    ['build: {context: ., secrets: [no]}', 'c:1:48: error: there is no secret no under secrets'],
    ['build: {additional_contexts: {x: "service:no"}}', /there is no service no/],
    ['build: {dockerfile: a, dockerfile_inline: b}', /dockerfile_inline: stands beside dockerfile/],
    ['image: i, pull_policy: build', /pull_policy: is build, but there is no/],
    ['build: {privileged: true}', /build\.privileged - no command of a build is privileged/],
    ['build: {contxt: .}', /contxt.*did you mean context/],
  ])('%s is told at its place', (fields, problem) => {
    const found = problemsOf(`services: {web: {${fields}}}`);
    expect(found).toEqual([typeof problem === 'string' ? problem : expect.stringMatching(problem)]);
  });
});
