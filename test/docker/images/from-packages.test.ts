import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { whyNoPackages } from '../../../src/images/apt.ts';
import { catalogueImage } from '../../../src/images/catalogue.ts';
import { buildFromPackages } from '../../../src/images/from-packages.ts';
import { memoryStore } from '../../unit/images/memory-store.ts';

const obstacle = whyNoPackages();
const withPackages = obstacle === undefined ? describe : describe.skip;
if (obstacle !== undefined)
  process.stderr.write(`skipped: images cannot be made from packages here: ${obstacle}\n`);
const temporary = process.env['TMPDIR'];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outrider-test-'));
  process.env['TMPDIR'] = folder;
});

afterEach(() => {
  if (temporary === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = temporary;
  rmSync(folder, { recursive: true });
});

withPackages('an image from packages', () => {
  it('is handed over as an archive, and nothing stays in the temporary folder', async () => {
    const store = memoryStore();
    await buildFromPackages(catalogueImage('demo'), store, () => {}, new AbortController().signal);
    expect(store.calls).toEqual(['load true']);
    expect(readdirSync(folder)).toEqual([]);
  }, 120_000);

  it.each(['running apt-get update', 'extracting archives', 'packing', 'handing it to the engine'])(
    'that is given up while %s leaves neither files nor processes',
    async (step) => {
      const given = new AbortController();
      const onStep = (message: string) => {
        if (message === step) given.abort(new Error('given up'));
      };
      const build = buildFromPackages(catalogueImage('demo'), memoryStore(), onStep, given.signal);
      await expect(build).rejects.toThrow();
      expect(readdirSync(folder)).toEqual([]);
      expect(processesAbout(folder)).toEqual([]);
    },
    120_000,
  );
});

/** The command lines in which a folder is named. */
function processesAbout(path: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => read(`/proc/${pid}/cmdline`))
    .filter((commandLine) => commandLine.includes(path));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
