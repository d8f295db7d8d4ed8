import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createCopier } from '../../../src/sync/copier.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outrider-copier-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function copier() {
  const told: string[] = [];
  const made = createCopier({
    write: async (id, files) => {
      for (const { place, content, link } of files)
        told.push(`${id} ${place} ${link ?? Buffer.from(content!).toString()}`);
    },
    remove: async (id, places) => void told.push(`${id} rm ${places.join(' ')}`),
  });
  return { ...made, told };
}

const copies = (...names: string[]) => new Map(names.map((name) => [`/app/${name}`, join(folder, name)]));

it('files and links are copied as they are now, and what is gone is removed with its folder', async () => {
  const { copy, told } = copier();
  writeFileSync(join(folder, 'a'), 'one');
  symlinkSync('a', join(folder, 'l'));
  mkdirSync(join(folder, 'd'));
  const done = await copy('id1', copies('a', 'l', 'd', 'gone', 'gone/b'));
  expect(done).toEqual({ copied: 2, removed: 2 });
  expect(told).toEqual(['id1 /app/a one', 'id1 /app/l a', 'id1 rm /app/gone']);
});

it('a new instance gets all that the ones before it got, as it is now', async () => {
  const { copy, giveTo, removeFrom, told } = copier();
  writeFileSync(join(folder, 'a'), 'one');
  writeFileSync(join(folder, 'b'), 'two');
  await copy('id1', copies('a', 'b', 'c'));
  writeFileSync(join(folder, 'a'), 'three');
  told.length = 0;
  await giveTo('id2');
  await removeFrom('id2');
  expect(told).toEqual(['id2 /app/a three', 'id2 /app/b two', 'id2 rm /app/c']);
});

it('what changes while no instance is there waits for the next one', async () => {
  const { copy, giveTo, told } = copier();
  writeFileSync(join(folder, 'a'), 'one');
  await copy(undefined, copies('a'));
  expect(told).toEqual([]);
  await giveTo('id1');
  expect(told).toEqual(['id1 /app/a one']);
});

it('an image that was built anew has the files itself', async () => {
  const { copy, forget, giveTo, removeFrom, told } = copier();
  writeFileSync(join(folder, 'a'), 'one');
  await copy(undefined, copies('a', 'gone'));
  forget();
  await giveTo('id1');
  await removeFrom('id1');
  expect(told).toEqual([]);
});
