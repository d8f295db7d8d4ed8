import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createSpillFile, spillFolder } from '../../../../src/ui/log/spill-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spill-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('gives back what it took, and has no name in the file system', () => {
  const file = createSpillFile(folder);
  const one = file.append(Buffer.from('one'));
  const two = file.append(Buffer.from('zwei ✓'));
  expect(Buffer.from(file.read(two, Buffer.byteLength('zwei ✓'))).toString()).toBe('zwei ✓');
  expect(Buffer.from(file.read(one, 3)).toString()).toBe('one');
  expect(readdirSync(folder)).toEqual([]);
  file.close();
});

it('is on a disk where the system has a folder for that, unless somebody names another', () => {
  expect(spillFolder({ TMPDIR: '/somewhere' }, 'linux')).toBe(tmpdir());
  expect(spillFolder({}, 'darwin')).toBe(tmpdir());
  expect(['/var/tmp', tmpdir()]).toContain(spillFolder({}, 'linux'));
});

it('says so when it is shorter than it was', () => {
  const file = createSpillFile(folder);
  file.append(Buffer.from('abc'));
  expect(() => file.read(0, 10)).toThrow('shorter');
  file.close();
});
