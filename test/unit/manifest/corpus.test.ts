import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { readManifests } from '../../../src/manifest/read.ts';

const folder = join(process.cwd(), 'test', 'corpus');

/** Of each file: null where it is accepted, else the place and the code of its first error. */
const verdicts: Readonly<Record<string, string | null>> = JSON.parse(
  readFileSync(join(folder, 'verdicts.json'), 'utf8'),
);

it('every file of the corpus has a verdict, and its name says which', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  expect(Object.keys(verdicts).sort()).toEqual(files.sort());
  expect(files.length).toBeGreaterThanOrEqual(120);
  for (const [file, verdict] of Object.entries(verdicts))
    expect(file).toMatch(verdict === null ? /^accepted-/ : /^refused-/);
});

it.each(Object.entries(verdicts))('%s', (file, verdict) => {
  const { diagnostics, pods } = readManifests([{ file, text: readFileSync(join(folder, file), 'utf8') }]);
  const [first] = diagnostics.filter(({ severity }) => severity === 'error');
  expect(first ? `${first.line}:${first.column} ${first.code}` : null).toBe(verdict);
  expect(pods.length > 0).toBe(verdict === null);
});
