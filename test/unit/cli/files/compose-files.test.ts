import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { givenFiles } from '../../../../src/cli/files/compose-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outrider-given-'));
  mkdirSync(join(folder, 'below'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const write = (...names: readonly string[]): void => {
  for (const name of names) writeFileSync(join(folder, name), '');
};

it('files that are given are taken alone', () => {
  write('compose.yaml', 'pod.yaml');
  expect(givenFiles(['other.yaml'], folder)).toEqual(['other.yaml']);
});

it('without a file a Compose file goes before a first manifest, which has no override', () => {
  write('pod.yaml', 'pod.override.yaml');
  expect(givenFiles([], folder)).toEqual(['pod.yaml']);
  write('compose.yaml', 'compose.override.yaml');
  expect(givenFiles([], folder)).toEqual(['compose.yaml', 'compose.override.yaml']);
});

it('the nearest folder counts', () => {
  write('compose.yaml', 'below/pod.yaml');
  expect(givenFiles([], join(folder, 'below'))).toEqual(['pod.yaml']);
  rmSync(join(folder, 'below/pod.yaml'));
  expect(givenFiles([], join(folder, 'below'))).toEqual(['../compose.yaml']);
});

it('where there is none, that is said with how to begin', () => {
  expect(() => givenFiles([], folder)).toThrow(
    /no file is given, and there is no Compose file and no pod\.yaml in/,
  );
});
