import { expect, it } from '@jest/globals';
import { readManifests } from '../../../src/manifest/read.ts';
import { fullProblemsOf, lines, podOf, problemsOf } from './read-text.ts';

it.each([
  [
    'a: [1\nb: 2\n',
    'f:2:1: error: not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  ['a:\n\t- b\n', 'f:2:1: error: not YAML: Tabs are not allowed as indentation'],
  ['a: "open\n', 'f:2:1: error: not YAML: Missing closing "quote'],
  ['a: *nobody\n', 'f:1:4: error: there is no anchor &nobody before this alias'],
  ['services: {}\nservices: {}\n', 'f:2:1: error: this key stands here twice'],
  ['', 'f:1:1: error: the file is empty'],
  ['# a comment\n---\n', 'f:1:1: error: the file is empty'],
  ['- a\n', 'f:1:1: error: a manifest is a mapping with `kind`'],
  ['apiVersion: v1\n', 'f:1:1: error: kind is missing'],
  ['apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n', 'f:1:1: error: there is no pod in it'],
  ['kind: Deploymnt\n', 'f:1:7: error: kind: unknown kind Deploymnt; did you mean Deployment?'],
])('%j is refused', (text, message) => {
  expect(problemsOf(text)).toContain(message);
});

it('a kind that is not read is a warning at its line, and the rest goes on', () => {
  const text = lines(`
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: p}
    spec: {containers: [{name: a, image: i}]}
  `);
  expect(problemsOf(text)).toEqual(['f:2:7: warning: ignored here: a document of kind Ingress']);
  expect(podOf(text).name).toBe('p');
});

it('problems of all files come at once, in the order of the files and from top to bottom', () => {
  const { pods, diagnostics } = readManifests([
    {
      file: 'b.yaml',
      text: 'kind: Pod\napiVersion: v1\nmetadata: {name: X}\nspec: {containers: [], nope: 1}\n',
    },
    { file: 'a.yaml', text: '\tx' },
  ]);
  expect(diagnostics.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`)).toEqual([
    'b.yaml:3:18 invalid-name',
    'b.yaml:4:8 missing-field',
    'b.yaml:4:24 unknown-field',
    'a.yaml:1:1 yaml-syntax',
  ]);
  expect(pods).toEqual([]);
});

it('the items of a List are documents, and their places are those of the file', () => {
  const text = lines(`
    apiVersion: v1
    kind: List
    items:
      - apiVersion: v1
        kind: Pod
        metadata: {name: p}
        spec: {containers: [{name: a, image: i, imag: j}]}
  `);
  expect(problemsOf(text)).toEqual(['f:7:45: error: containers[0].imag: unknown field; did you mean image?']);
});

it('anchors, aliases and merge keys are followed, and places lead to where the text stands', () => {
  const text = lines(`
    apiVersion: v1
    kind: Pod
    metadata: {name: p}
    spec:
      initContainers:
        - &base
          name: a
          image: i
          restartPolicy: Always
          tty: 5
      containers:
        - <<: *base
          name: b
          restartPolicy: never
  `);
  expect(problemsOf(text)).toEqual([
    'f:10:12: error: containers[0].tty: needs true or false, found the number 5',
    'f:10:12: error: initContainers[0].tty: needs true or false, found the number 5',
    'f:14:22: error: containers[0].restartPolicy: needs Always, OnFailure or Never, found "never"; did you mean Never?',
  ]);
});

it('a word that a cluster takes for a boolean is one', () => {
  const text = lines(`
    apiVersion: v1
    kind: Pod
    metadata: {name: p, labels: {a: yes, b: "no"}}
    spec: {containers: [{name: a, image: i, tty: on}]}
  `);
  expect(fullProblemsOf(text)).toBe(
    'f:3:33: error: metadata.labels.a: needs text, found yes, which a cluster reads as true\n  in quotes it is text: "yes"',
  );
  expect(podOf(text.replace('yes', '"yes"')).containers[0]!.tty).toBe(true);
});

it('an anchor that contains itself is told at its alias', () => {
  const text = 'apiVersion: v1\nkind: Pod\nmetadata: &m\n  labels: {a: *m}\n';
  expect(problemsOf(text)).toEqual(['f:4:15: error: this anchor contains itself']);
});
