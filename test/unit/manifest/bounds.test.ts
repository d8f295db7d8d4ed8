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

const annotated = (key: string, text: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  annotations:\n    outrider.dev/${key}: ${JSON.stringify(text)}\nspec: {containers: [{name: a, image: i}]}\n`;

it.each(['engine', 'network', 'provider.x', 'model.x', 'capture'])(
  'an annotation %s that multiplies, nests or is too long is refused at its place',
  (key) => {
    const levels = Array.from({ length: 9 }, (_, level) =>
      level === 0 ? 'l0: &l0 [1]' : `l${level}: &l${level} [${Array(9).fill(`*l${level - 1}`)}]`,
    );
    for (const text of [levels.join('\n'), '['.repeat(100_000), 'x: 1\n'.repeat(60_000)])
      expect(problemsOf(annotated(key, text))).toEqual([
        expect.stringMatching(/^f:6:\d+: error: .*(the limit|200000 values)/),
      ]);
  },
);

it('more pods or Services than a network can have are refused at the first that is too many', () => {
  const pods = Array.from({ length: 1001 }, (_, index) =>
    pod({ app: '' }).replace('name: p', `name: p${index}`),
  );
  expect(problemsOf(pods.join('---\n'))).toEqual([
    expect.stringMatching(/^f:\d+:1: error: more than 1000 pods, the limit of a run$/),
  ]);
  const replicas = (index: number): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: w${index}}\nspec: {replicas: 100, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: i}]}}}\n`;
  expect(problemsOf(Array.from({ length: 11 }, (_, index) => replicas(index)).join('---\n'))).toEqual([
    'f:51:1: error: more than 1000 pods, the limit of a run',
  ]);
  const service = (index: number): string =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: s${index}}\nspec: {selector: {app: p}, ports: [{port: 80}]}\n`;
  const services = Array.from({ length: 1001 }, (_, index) => service(index));
  expect(problemsOf([pod({ meta: '  labels: {app: p}\n', app: '' }), ...services].join('---\n'))).toEqual([
    expect.stringMatching(/more than 1000 Services, the limit of a run$/),
  ]);
});

it('a hint names some of the keys that a ConfigMap has, and counts the others', () => {
  const keys = Array.from({ length: 5000 }, (_, index) => `k${index}: v`);
  const env = '      env: [{name: A, valueFrom: {configMapKeyRef: {name: c, key: none}}}]\n';
  const text = `${pod({ app: env })}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {${keys.join(', ')}}\n`;
  const [found] = readManifests([{ file: 'f', text }]).diagnostics;
  expect(found?.hint).toMatch(/^it has k0, k1, .*, k19 and 4980 more; /);
});

it('variables that double each other are refused before they are made', () => {
  const env = Array.from({ length: 60 }, (_, index) =>
    index === 0 ? '{name: V0, value: word}' : `{name: V${index}, value: "$(V${index - 1})$(V${index - 1})"}`,
  );
  expect(problemsOf(pod({ app: `      env: [${env.join(', ')}]\n` }))).toEqual([
    expect.stringMatching(/env\[17\]: more than 2097152 characters come in through \$\(NAME\)/),
  ]);
  expect(problemsOf(pod({ app: `      env: [${env.slice(0, 10).join(', ')}]\n` }))).toEqual([]);
});

it('replicas of a long pod are refused where all of them have more values than a run', () => {
  const env = Array.from({ length: 2000 }, (_, index) => `{name: V${index}, value: x}`);
  const text = `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: w}\nspec: {replicas: 100, serviceName: s, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: i, env: [${env.join()}]}]}}}\n`;
  expect(problemsOf(text)).toEqual(['f:1:1: error: more than 200000 values in all pods, the limit of a run']);
});

it('a pod with more containers than an engine runs is refused', () => {
  const containers = Array.from({ length: 1001 }, (_, index) => `{name: a${index}, image: i}`);
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [${containers.join()}]}\n`;
  expect(problemsOf(text)).toEqual(['f:1:1: error: more than 1000 containers, the limit of a pod']);
});
