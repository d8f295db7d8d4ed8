import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { buildKustomization, manifestFiles } from '../../../src/cli/files/manifest-files.ts';

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true });
});

function folderWith(...names: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'outrider-manifests-'));
  made.push(folder);
  mkdirSync(join(folder, 'sub'));
  for (const name of names) writeFileSync(join(folder, name), '');
  return folder;
}

it('a folder is its manifests in the order of their names, and those of its folders when asked for', () => {
  const folder = folderWith('b.yml', 'a.yaml', 'c.json', 'notes.md', 'sub/d.yaml');
  expect(manifestFiles([folder, 'x.yaml'])).toEqual([
    ...['a.yaml', 'b.yml', 'c.json'].map((name) => join(folder, name)),
    'x.yaml',
  ]);
  expect(manifestFiles([folder], true)).toHaveLength(4);
});

it('a folder with a kustomization is built by a program that is installed, or refused', () => {
  const folder = folderWith('kustomization.yaml', 'a.yaml');
  expect(manifestFiles([folder])).toEqual([folder]);
  const path = process.env['PATH'];
  process.env['PATH'] = folder;
  expect(() => buildKustomization(folder)).toThrow('neither is installed');
  writeFileSync(join(folder, 'kustomize'), `#!/bin/sh\necho "$1 $2"\n`, { mode: 0o755 });
  expect(buildKustomization(folder)).toBe(`build ${folder}\n`);
  process.env['PATH'] = path;
  expect(() => buildKustomization(folderWith())).toThrow('there is no kustomization in');
});

it('a folder without manifests and a URL are refused with what to do', () => {
  expect(() => manifestFiles([folderWith('sub/d.yaml')])).toThrow('there is no manifest in');
  expect(() => manifestFiles(['https://example.com/pod.yaml'])).toThrow('is a URL, and only files are read');
});
