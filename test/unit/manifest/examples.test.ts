import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { formatDiagnostic } from '../../../src/manifest/diagnostic.ts';
import { readManifests } from '../../../src/manifest/read.ts';

const folder = join(process.cwd(), 'examples');
const examples = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.yaml'),
);

it.each(examples)('the example %s is read without an error or a warning', (name) => {
  const { pods, diagnostics } = readManifests([
    { file: name, text: readFileSync(join(folder, name), 'utf8') },
  ]);
  expect(diagnostics.map(formatDiagnostic)).toEqual([]);
  expect(pods.length).toBeGreaterThan(0);
});
