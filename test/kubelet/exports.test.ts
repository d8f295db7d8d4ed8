import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { recipeNames } from '../../src/cli/recipes/folder.ts';
import { pool } from '../docker/lifecycle/support/pool.ts';
import { exportedText } from './support/exported.ts';
import { fieldPaths } from './support/field-paths.ts';
import { atATime, hasJudge, isRecording, record, recorded, verdictOn } from './support/judge.ts';

interface Case {
  readonly files: readonly string[];
  readonly with: readonly string[];
}

const examples = readdirSync('examples', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.ya?ml$/.test(name))
  .map((name) => `examples/${name}`)
  .toSorted();

/** What each recipe is told where it must be told something. */
const told: Readonly<Record<string, string>> = {
  'ambassador-http': ':host=server',
  'ambassador-postgres': ':host=server,secretName=postgres',
  'fluent-bit': ':host=aggregator',
  fluentd: ':host=aggregator',
};

const cases: readonly Case[] = [
  // A file that holds rules of a mesh alone is nothing to a cluster without that mesh.
  ...examples.filter(hasBuiltIn).map((file) => ({ files: [file], with: [] })),
  ...recipeNames().map((name) => ({
    files: ['test/kubelet/manifests/plain.yaml'],
    with: [`${name}${told[name] ?? ''}`],
  })),
  { files: ['examples/flaky.yaml'], with: ['envoy', 'otel-collector'] },
  { files: ['test/kubelet/manifests/shop.compose.yaml'], with: ['haproxy'] },
];
const titleOf = ({ files, with: uses }: Case): string => [...files, ...uses].join(' ');

interface Golden {
  readonly verdicts: Record<string, string | null>;
  /** Every field in what the API server has taken. */
  readonly fields: readonly string[];
}
const golden = recorded<Golden>('exports');
let known: ReadonlySet<string> | undefined;
/** Every field that the API server is known to take: of exports, and of the files of the corpus. */
function taken(): ReadonlySet<string> {
  known ??= new Set([...golden.fields, ...corpusFields()]);
  return known;
}

function corpusFields(): readonly string[] {
  return Object.entries(recorded<Record<string, string | null>>('corpus'))
    .filter(([file, verdict]) => verdict === null && existsSync(`test/corpus/${file}`))
    .flatMap(([file]) => fieldsOf(readFileSync(`test/corpus/${file}`, 'utf8')));
}

/** Without the kinds that a cluster learns from others, such as a mesh that is installed there. */
function builtIn(text: string): string {
  const isKnown = (document: string): boolean => {
    const [, group = ''] = /^apiVersion: ["']?([^\s"'/]+)\//m.exec(document) ?? [];
    return !group.includes('.') || group.endsWith('.k8s.io');
  };
  return text.split(/^---$/m).filter(isKnown).join('---');
}

function hasBuiltIn(file: string): boolean {
  return builtIn(readFileSync(file, 'utf8')).includes('kind:');
}

function fieldsOf(text: string): readonly string[] {
  return parseAllDocuments(text, { version: '1.1', strict: false })
    .map((document) => document.toJS({ maxAliasCount: -1 }) as { kind: string } | null)
    .filter((value) => value !== null)
    .flatMap(fieldPaths);
}

const verdicts: Golden['verdicts'] = {};
const fields = new Set<string>();
let live: readonly Promise<string | null>[] = [];

beforeAll(() => {
  if (!hasJudge) return;
  live = pool(
    atATime,
    cases.map((one) => async () => verdictOn(builtIn(await exportedText(one.files, one.with)))),
  );
});

afterAll(async () => {
  await Promise.allSettled(live);
  if (isRecording && hasJudge) record('exports', { verdicts, fields: [...fields].toSorted() });
}, 600_000);

describe('what is exported is taken by the API server, strictly', () => {
  it.each(cases.map((one, index) => [titleOf(one), one, index] as const))(
    '%s',
    async (title, one, index) => {
      const text = await exportedText(one.files, one.with);
      expect(text).not.toContain('outrider.dev/');
      // Without a judge a case that was never asked about is judged by its fields alone.
      const verdict = hasJudge ? await live[index] : (golden.verdicts?.[title] ?? null);
      expect(verdict).toBe(null);
      verdicts[title] = null;
      const found = fieldsOf(builtIn(text));
      for (const path of found) fields.add(path);
      // Without a judge: no field but those that it has taken.
      if (!hasJudge) expect(found.filter((path) => !taken().has(path))).toEqual([]);
    },
    600_000,
  );

  it('a manifest of the judge is refused when a field is misspelt', async () => {
    const text = readFileSync('test/kubelet/manifests/plain.yaml', 'utf8').replace(
      'containers:',
      'container:',
    );
    const misspelt = fieldsOf(text);
    if (hasJudge) expect(await verdictOn(text)).toMatch('spec.container');
    else expect(misspelt.every((path) => taken().has(path))).toBe(false);
  });
});
