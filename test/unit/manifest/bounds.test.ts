import { expect, it } from '@jest/globals';
import { formatDiagnostic } from '../../../src/manifest/diagnostic.ts';
import { readManifests } from '../../../src/manifest/read.ts';
import { reportProblems } from '../../../src/manifest/report.ts';
import { pod, problemsOf } from './read-text.ts';

function reportOf(text: string): string {
  const files = [{ file: 'f', text }];
  return reportProblems(readManifests(files).diagnostics, files);
}

it.each([
  ['a: &m [*m]\n', 'f:1:8: error: this anchor contains itself'],
  [`a: ${'['.repeat(5000)}\n`, 'f:1:503: error: not read: nested deeper than 500 levels, the limit'],
  ['a: "\u001b[31m"\n', 'f:1:5: error: not YAML: the control character 0x1b cannot stand in it'],
  ['kind: {a: 1}\n', 'f:1:7: error: kind: needs text'],
  ['image: {{ .Values.image }}\n', 'f:1:8: error: this is a Helm template, not a manifest'],
])('%j is refused at its place', (text, problem) => {
  expect(problemsOf(text)).toContain(problem);
});

it('aliases that multiply are refused with the limit, and many that do not are accepted', () => {
  const levels = Array.from(
    { length: 8 },
    (_, level) =>
      `l${level}: &l${level} [${
        level === 0
          ? '1'
          : Array(9)
              .fill(`*l${level - 1}`)
              .join(', ')
      }]`,
  );
  expect(problemsOf(levels.join('\n'))).toEqual([
    expect.stringMatching(/^f:7:\d+: error: more than 200000 values come in through aliases, the limit$/),
  ]);
  const env = Array.from({ length: 1000 }, (_, index) => `        - {name: A${index}, value: *v}`);
  const many = pod({ meta: '  labels: {v: &v x}\n', app: `      env:\n${env.join('\n')}\n` });
  expect(problemsOf(many)).toEqual([]);
});

it.each([
  ['values of a flow list', `a: [${'1, '.repeat(400_000)}]\n`],
  ['documents', '---\n'.repeat(30_000)],
])('more %s than a second can read are refused with the limit', (_name, text) => {
  expect(problemsOf(text)).toEqual([
    expect.stringMatching(
      /^f:\d+:\d+: error: not read: more than \d+ (tokens|documents) of YAML in 1 MB, the limit$/,
    ),
  ]);
});

it('an object with more values than any real one is refused with the limit', () => {
  const text = pod({ app: `      args: [${'1,'.repeat(60_000)}]\n` });
  expect(problemsOf(text)).toEqual(['f:1:1: error: more than 50000 values, the limit']);
});

it('of very many problems the first are printed, errors before warnings, and the rest is counted', () => {
  const warnings = Array.from({ length: 40 }, (_, index) => `      x${index}: 1`).join('\n');
  const text = pod({ app: `      args: [${'{},'.repeat(20_000)}]\n${warnings}\n      stdinOnce: true\n` });
  const report = reportOf(text);
  expect(report.split('\n').length).toBeLessThanOrEqual(98);
  expect(report).toMatch(/… and 20018 more\n$/);
  const ignored = Array.from({ length: 60 }, (_, index) =>
    pod({ app: '      stdinOnce: true\n' }).replace('name: p', `name: p${index}`),
  ).join('---\n');
  expect(reportOf(`${ignored}---\nkind: Pod\nnope: 1\n`)).toContain('nope: unknown field');
});

it('a long line is cut around the place, and what a terminal acts upon is written as an escape', () => {
  const report = reportOf(pod({ app: `      x${'y'.repeat(500_000)}: "\u202e"\n` }));
  expect(report.length).toBeLessThan(1500);
  const key = formatDiagnostic({
    severity: 'error',
    code: 'unknown-field',
    message: 'a\u001b[31m\u202e\u009b: unknown field',
    file: 'f\n',
    line: 1,
    column: 1,
  });
  expect(key).toBe('f\\x0a:1:1: error: a\\x1b[31m\\u202e\\x9b: unknown field');
});
