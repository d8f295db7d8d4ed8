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
  const { pods, diagnostics } = readManifests(
    withPods(name).map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') })),
  );
  const told = diagnostics.map(formatDiagnostic).filter((words) => !isLeftOut.test(words));
  expect(told).toEqual([]);
  expect(pods.length).toBeGreaterThan(0);
});

/** What is told of the rules of a mesh where none is asked for. */
const isLeftOut = /: warning: left out: \w+ is a rule for a mesh, and no mesh is asked for/;

/** The rules of a mesh are for the pods of the shop beside them. */
function withPods(name: string): readonly string[] {
  const isRule = name.startsWith('istio/') && name !== 'istio/shop.yaml';
  return isRule ? ['istio/shop.yaml', name] : [name];
}
