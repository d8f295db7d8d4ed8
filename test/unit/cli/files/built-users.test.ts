import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { builtUsers } from '../../../../src/cli/files/built-users.ts';
import type { ImageBuild } from '../../../../src/pod/image-build.ts';
import type { Pod } from '../../../../src/pod/model.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outrider-users-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function usersOf(build: Omit<ImageBuild, 'context'>): Readonly<Record<string, string>> {
  const container = { name: 'app', image: 'shop-app', engine: { build: { context: folder, ...build } } };
  const pod = { initContainers: [], containers: [container] } as unknown as Pod;
  return Object.fromEntries(builtUsers([pod]));
}

it.each<readonly [string, string, string | undefined]>([
  ['the user of the last stage', 'FROM a AS b\nUSER 1\nFROM c\nUSER 2\nUSER 1337:0\n', '1337:0'],
  ['nobody where the last stage names no user', 'FROM a AS b\nUSER 1\nFROM c\n', undefined],
  ['nobody where only the image knows the number', 'FROM a\nUSER app\n', undefined],
])('an image that is built has %s', (_, text, user) => {
  writeFileSync(join(folder, 'Dockerfile'), text);
  expect(usersOf({})).toEqual(user === undefined ? {} : { 'shop-app': user });
  expect(usersOf({ dockerfileInline: text })).toEqual(user === undefined ? {} : { 'shop-app': user });
});

it('a Dockerfile that is not there says nothing', () => {
  expect(usersOf({ dockerfile: 'none' })).toEqual({});
});
