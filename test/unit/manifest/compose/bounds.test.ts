// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables are those of Compose

import { expect, it } from '@jest/globals';
import { parseEnvFile } from '../../../../src/manifest/compose/env-file.ts';
import { interpolate } from '../../../../src/manifest/compose/interpolate.ts';
import { readManifests } from '../../../../src/manifest/read.ts';
import { containersOf, projectProblems, readProject, variablesOf } from './project-files.ts';

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

it('each of many variables in one value is told at its own place', () => {
  const { diagnostics } = readProject({
    c: `services:\n  app:\n    image: i\n    command: "$$A \${B} $C"\n    user: "\${D:-1}"\n`,
  });
  expect(diagnostics.map(({ message, line, column }) => [message, line, column])).toEqual([
    ['B is not set; it is empty here', 4, 19],
    ['C is not set; it is empty here', 4, 24],
  ]);
});

it('variables that are nested without end are refused at their place', () => {
  const nested = (depth: number): string => `${'${A:-'.repeat(depth)}x${'}'.repeat(depth)}`;
  expect(interpolate(nested(100), {})).toMatchObject({ text: 'x' });
  expect(projectProblems({ c: `services:\n  app:\n    image: "${nested(5000)}"\n` })).toEqual([
    'c:3:13: error: variables are within each other more than 100 times',
  ]);
});

it('a brace that is not closed is not printed with the whole text', () => {
  const { problem } = interpolate(`\${A ${'x'.repeat(1000)}`, {});
  expect(problem!.message.length).toBeLessThan(120);
});

it('a file of variables sees those above it, and the environment before them', () => {
  const { variables } = parseEnvFile(
    'A=1\nB=${A}${K}\nK=own\nC=${K}${E}\n',
    { K: 'known' },
    { earlier: { E: 'e' } },
  );
  expect(Object.fromEntries(variables.map(({ name, value }) => [name, value]))).toEqual({
    A: '1',
    B: '1known',
    K: 'own',
    C: 'knowne',
  });
});

it.each([
  [
    'services',
    `services: {${numbers(1001).map((one) => `s${one}: {image: i}`)}}`,
    'services: more than 1000 services, the limit',
  ],
  [
    'replicas by scale',
    'services: {app: {image: i, scale: 100000000}}',
    'services.app.scale: more than 1000 pods in all, the limit',
  ],
  [
    'replicas by deploy',
    'services: {a: {image: i, scale: 900}, b: {image: i, deploy: {replicas: 200}}}',
    'services.b.deploy.replicas: more than 1000 pods in all, the limit',
  ],
])('more %s than a network has places are refused', (_, text, message) => {
  expect(projectProblems({ c: text }).map((problem) => problem.replace(/^[^ ]* error: /, ''))).toEqual([
    message,
  ]);
});

it('a hundred replicas are none too many', () => {
  expect(readProject({ c: 'services: {app: {image: i, scale: 100}}' }).pods).toHaveLength(100);
});

it('a variable of the environment repeats those before it', () => {
  const { app } = containersOf({ c: 'services: {app: {image: i, environment: {A: "$$(B)", B: x}}}' });
  expect(variablesOf(app)).toEqual(['A=$(B)', 'B=x']);
});

it('variables that double each other in a file, or bring in too much, are refused at their place', () => {
  const doubled = numbers(60).map((one) =>
    one === 0 ? 'V0=word' : `V${one}="\${V${one - 1}}\${V${one - 1}}"`,
  );
  expect(projectProblems({ c: 'services: {a: {image: i}}\n', '.env': `${doubled.join('\n')}\n` })).toEqual([
    '.env:21:1: error: more than 4194304 characters come in through variables, the limit of a file',
  ]);
  const big = { environment: { BIG: 'x'.repeat(100_000) } };
  const labels = numbers(200).map((one) => `      l${one}: "$BIG"\n`);
  expect(
    projectProblems({ c: `services:\n  a:\n    image: i\n    labels:\n${labels.join('')}` }, big),
  ).toEqual(['c:46:12: error: more than 4194304 characters come in through variables, the limit of a file']);
});

it('services that extend one another in a row, or all one of another file, are read once each', () => {
  const row = numbers(900).map((one) => `  s${one}: {extends: s${one + 1}}\n`);
  const { pods, diagnostics } = readProject({ c: `services:\n${row.join('')}  s900: {image: i}\n` });
  expect(diagnostics).toEqual([]);
  expect(pods.every(({ containers }) => containers[0]!.image === 'i')).toBe(true);
  let read = 0;
  const all = numbers(100).map((one) => `  s${one}: {extends: {file: other, service: b}}\n`);
  const surroundings = {
    folder: '/home/somebody/shop',
    shown: '',
    environment: {},
    readText: (path: string) => {
      if (!path.endsWith('other')) return undefined;
      read += 1;
      return 'services: {b: {image: i}}\n';
    },
  };
  const found = readManifests([{ file: 'c', text: `services:\n${all.join('')}`, surroundings }]);
  expect(found.pods).toHaveLength(100);
  expect(read).toBe(1);
});

it('files that include each other twice, and so double each time, are refused with the limit', () => {
  const files = numbers(30).map((one) => [
    `f${one}.yaml`,
    `include: [f${one + 1}.yaml, ./f${one + 1}.yaml]\nservices: {s${one}: {image: i}}\n`,
  ]);
  expect(
    projectProblems({ ...Object.fromEntries(files), 'f30.yaml': 'services: {z: {image: i}}\n' }),
  ).toContainEqual(
    expect.stringMatching(/^f\d+\.yaml:1:10: error: more than 1000 files are included, the limit$/),
  );
});

it('ranges of ports that are many times all ports are refused at the one that is too many', () => {
  const lines = numbers(5000).map(() => '      - "1-65535:1-65535"\n');
  expect(projectProblems({ c: `services:\n  a:\n    image: i\n    ports:\n${lines.join('')}` })).toEqual([
    'c:5:9: error: more than 50000 ports, the limit of a project',
  ]);
});

it('a file of more documents than are merged is refused at the first one too many', () => {
  const one = '---\nservices: {app: {image: i}}\n';
  expect(projectProblems({ c: one.repeat(1000) })).toEqual([]);
  expect(projectProblems({ c: one.repeat(1001) })).toEqual([
    'c:2002:1: error: more than 1000 documents in a Compose file, the limit',
  ]);
});
