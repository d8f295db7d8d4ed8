import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../../src/lint/finding.ts';
import { applyIgnores } from '../../../src/lint/ignore.ts';
import { lint, rules } from '../../../src/lint/lint.ts';
import { rulesTable } from '../../../src/lint/rules-table.ts';
import { toSarif } from '../../../src/lint/sarif.ts';
import { findingsText } from '../../../src/lint/text.ts';
import { nearest } from '../../../src/manifest/nearest.ts';
import { readManifests } from '../../../src/manifest/read.ts';
import { lookAlikes, mistakes, pod } from './cases.ts';

const codes = rules.map(({ code }) => code);

function findingsIn(text: string): readonly Finding[] {
  const { pods, diagnostics } = readManifests([{ file: 'web.yaml', text }]);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return applyIgnores(lint(pods), [{ file: 'web.yaml', text }], { codes, nearest });
}

const inShort = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ code, location }) => `${location?.line} ${code}`);

describe('a mistake is found at its line', () => {
  it.each(mistakes)('%s', (_name, text, expected) => expect(inShort(findingsIn(text))).toEqual(expected));

  it('every rule has a case', () => {
    const seen = new Set(mistakes.flatMap(([, , expected]) => expected.map((code) => code.split(' ')[1])));
    expect([...seen].sort()).toEqual([...codes].sort());
  });
});

describe('what only looks like a mistake has no finding', () => {
  it.each(lookAlikes)('%s', (_name, text) => expect(findingsIn(text)).toEqual([]));

  it.each([
    ['a shell that hands over to its program', 'exec sleep 1'],
    ['a shell with a trap', "trap 'exit 0' TERM; while true; do sleep 1 & wait; done"],
    ['one plain command, which the shell runs in its own place', 'sleep 1'],
  ])('%s', (_name, script) => {
    const text = pod([
      'containers:',
      `  - {name: app, image: "outrider/demo:0.1", command: [sh, -c, "${script}"]}`,
    ]);
    expect(findingsIn(text)).toEqual([]);
  });

  it('every example', () => {
    const files = readdirSync('examples', { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => `examples/${name}`)
      .map((file) => ({ file, text: readFileSync(file, 'utf8') }));
    const findings = files.flatMap((file) =>
      applyIgnores(lint(readManifests([file]).pods), [file], { codes, nearest }),
    );
    expect(findings).toEqual([]);
  });
});

describe('a comment switches a rule off', () => {
  const latest = (before: string, after = ''): string =>
    pod(['containers:', ...(before ? [before] : []), `  - {name: app, image: shop/web}${after}`]);

  it.each([
    ['at the end of the line', latest('', ' # outrider:ignore moving-tag built on this machine')],
    ['on the line above', latest('# outrider:ignore moving-tag built on this machine')],
    ['with several rules', latest('# outrider:ignore shared-port,moving-tag built on this machine')],
  ])('%s', (_name, text) => expect(findingsIn(text)).toEqual([]));

  it.each([
    ['without a reason', '# outrider:ignore moving-tag', 'gives no reason', ''],
    ['with an unknown rule', '# outrider:ignore moving-tags why', 'no rule moving-tags', 'moving-tag?'],
    ['without a rule', '# outrider:ignore', 'names no rule', ''],
  ])('but not %s', (_name, comment, message, cure) => {
    const findings = findingsIn(latest(comment));
    expect(inShort(findings)).toEqual(['8 moving-tag', '7 ignore-comment']);
    expect(findings[1]!.message).toContain(message);
    expect(findings[1]!.cure).toContain(cure);
  });

  it('and one that switches nothing off is told as a note', () => {
    const text = latest('# outrider:ignore shared-port one of them is off').replace(
      'shop/web',
      '"shop/web:1"',
    );
    expect(findingsIn(text).map(({ code, level }) => `${level} ${code}`)).toEqual(['note ignore-comment']);
  });
});

it('SARIF has every rule, and each result at its line', () => {
  const sarif = toSarif(findingsIn(mistakes[0]![1]), rules, '1.0.0') as {
    runs: { tool: { driver: { rules: { id: string }[] } }; results: Record<string, unknown>[] }[];
  };
  const [run] = sarif.runs;
  expect(run!.tool.driver.rules.map(({ id }) => id)).toEqual(codes);
  expect(run!.results).toEqual([
    {
      ruleId: 'shared-port',
      ruleIndex: codes.indexOf('shared-port'),
      level: 'error',
      message: { text: expect.stringContaining('app both declare port 8080/TCP') },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'web.yaml' },
            region: { startLine: 8, startColumn: expect.any(Number) },
          },
        },
      ],
    },
  ]);
});

it('of very many findings the worst are printed, and the others are counted', () => {
  const found = Array.from({ length: 200 }, (_, index): Finding => {
    const level = index === 150 ? 'error' : 'note';
    return { code: 'moving-tag', level, pod: 'p', message: `m${index}`, cure: 'c' };
  });
  const lines = findingsText(found).trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(100);
  expect(lines).toContain('error: m150 (moving-tag)');
  expect(lines.at(-1)).toBe('… and 151 more; --output json prints all');
  expect(findingsText(found.slice(0, 3)).split('\n')).toHaveLength(7);
});

it('thirty mistakes and thirty look-alikes are tried', () => {
  expect(mistakes.length).toBeGreaterThanOrEqual(30);
  expect(lookAlikes.length).toBeGreaterThanOrEqual(30);
});

it('the page has the table of rules, and a section for each', () => {
  const page = readFileSync('docs/lint.md', 'utf8');
  expect(page).toContain(rulesTable());
  for (const code of codes) expect(page).toContain(`\n### ${code}\n`);
});
