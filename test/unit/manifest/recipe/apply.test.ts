import { describe, expect, it } from '@jest/globals';
import { formatDiagnostic } from '../../../../src/manifest/diagnostic.ts';
import { readManifests } from '../../../../src/manifest/read.ts';
import { applyRecipes } from '../../../../src/manifest/recipe/apply.ts';
import { pod } from '../read-text.ts';
import { inject, recipeOf, recipeText, useOf } from './recipes.ts';

const plain = pod({ spec: '  initContainers:\n    - {name: mine, image: "i:1"}\n' });
const use = (name: string, more = '', given = {}, beside = {}) =>
  useOf(recipeOf(recipeText(name, more), beside), given);

interface PodValue {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
  readonly spec: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}
const podIn = (text: string, ...uses: ReturnType<typeof use>[]) =>
  inject(text, ...uses).values[0] as PodValue;
const names = (value: PodValue, key: string) => value.spec[key]!.map(({ name }) => name);

describe('a recipe that leaves some pods out', () => {
  const recipe = () => use('x', 'skip: {example.com/inject: "false"}\n');

  it.each(['annotations', 'labels'])('adds nothing to a pod that says so in its %s', (place) => {
    const saying = (value: string) =>
      pod({ meta: `  ${place}: {example.com/inject: "${value}"}\n`, spec: '  initContainers: []\n' });
    expect(names(podIn(saying('false'), recipe()), 'initContainers')).toEqual([]);
    expect(names(podIn(saying('true'), recipe()), 'initContainers')).toEqual(['x']);
  });
});

describe('several recipes', () => {
  it('come before the pod’s own init containers, by their order and then as given', () => {
    const uses = [use('late', 'order: 90\n'), use('b'), use('a'), use('early', 'order: 10\n')];
    expect(names(podIn(plain, ...uses), 'initContainers')).toEqual(['early', 'b', 'a', 'late', 'mine']);
  });

  it('cannot take the traffic both', () => {
    const { problems } = inject(plain, use('a', 'capture: {proxy: a}\n'), use('b', 'capture: {proxy: b}\n'));
    expect(problems).toEqual([
      expect.stringMatching(/^f:\d+:\d+: error: the pod gives its traffic to b already, so recipe a cannot/),
    ]);
  });

  it('each have a ConfigMap of their own, even of the same name', () => {
    const x = (text: string) =>
      use(
        'x',
        'parameters: {p: {type: string, description: d}}\nfiles: {f: f}\npod: {}\n',
        { p: text },
        { f: `\${p}!` },
      );
    expect(inject(plain, x('one'), x('two')).values.slice(1)).toEqual([
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'outrider-x' }, data: { f: 'one!' } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'outrider-x-2' }, data: { f: 'two!' } },
    ]);
  });
});

describe('a pod', () => {
  it('gets what is for every app container, and keeps what it has', () => {
    const text = pod({ app: '      env: [{name: A, value: mine}]\n' });
    const more =
      'pod: {spec: {containers: [{name: "*", env: [{name: A, value: theirs}, {name: B, value: new}]}]}}\n';
    expect(podIn(text, use('x', more)).spec['containers']).toEqual([
      {
        name: 'app',
        image: 'app:1',
        env: [
          { name: 'A', value: 'mine' },
          { name: 'B', value: 'new' },
        ],
      },
    ]);
  });

  it('gets a placeholder in its own type', () => {
    const more = `parameters: {p: {type: port, default: 80, description: d}}
pod: {spec: {containers: [{name: app, ports: [{containerPort: "\${p}", name: "p-\${p}"}]}]}}\n`;
    expect(podIn(plain, use('x', more)).spec['containers']![0]!['ports']).toEqual([
      { containerPort: 80, name: 'p-80' },
    ]);
  });

  it('with an annotation of its own keeps its options', () => {
    const text = pod({ meta: '  annotations: {outrider.dev/capture: "captureDns: true"}\n' });
    const { annotations } = podIn(text, use('x', 'capture: {proxy: x, captureDns: false}\n')).metadata;
    expect(annotations['outrider.dev/capture']).toBe('{ proxy: x, captureDns: true }');
  });

  it('that has a container of the name is told so, at its line', () => {
    expect(inject(plain, use('mine')).problems).toEqual([
      'f:7:7: error: recipe mine brings a container mine, and there is one here already',
    ]);
  });

  it('is left alone when the recipe is for others', () => {
    const two = `${plain}---\n${plain.replace('name: p\n', 'name: q\n')}`;
    const values = inject(two, use('x', '', { pods: 'q' })).values as PodValue[];
    expect(values.map((value) => names(value, 'initContainers'))).toEqual([['mine'], ['x', 'mine']]);
    expect(inject(two, use('x', '', { pods: 'qq' })).problems).toEqual([
      'f:1:1: error: recipe x: there is no pod qq; did you mean q?',
    ]);
  });

  it('is found in a workload and in a List, and a ConfigMap goes to its namespace', () => {
    const template = '{template: {spec: {containers: [{name: app, image: "a:1"}]}}}';
    const text = `apiVersion: v1
kind: List
items:
  - {apiVersion: apps/v1, kind: Deployment, metadata: {name: w, namespace: n}, spec: ${template}}
`;
    const { values } = inject(text, use('x', 'files: {f: f}\n', {}, { f: '' }));
    expect(values).toMatchObject([
      { items: [{ spec: { template: { spec: { initContainers: [{ name: 'x' }] } } } }] },
      { metadata: { name: 'outrider-x', namespace: 'n' } },
    ]);
  });

  it('that shares its parts through anchors gets the addition once', () => {
    const text = `apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
    - {name: a, image: "a:1", env: &env [{name: A, value: a}]}
    - {name: b, image: "a:1", env: *env}
`;
    const more = 'pod: {spec: {containers: [{name: a, env: [{name: B, value: b}]}]}}\n';
    expect(
      podIn(text, use('x', more)).spec['containers']!.map(({ env }) => (env as unknown[]).length),
    ).toEqual([2, 1]);
  });
});

describe('the manifest', () => {
  it('keeps its comments and its order', () => {
    const { text } = inject(
      `# first\n${plain.replace('    - name: app', '    # the app\n    - name: app')}`,
      use('x'),
    );
    expect(text).toMatch(/^# first\n[\s\S]*# the app\n {4}- name: app/);
  });

  it('is not changed itself', () => {
    expect(podIn(plain).spec['initContainers']).toHaveLength(1);
  });

  it('is told about problems at its own lines, though something was put before them', () => {
    const wrong = plain.replace('{name: mine,', '{name: mine, imagee: x,');
    const { diagnostics } = readManifests([{ file: 'f', text: wrong }], {
      prepare: (documents) => applyRecipes(documents, [use('x')]),
    });
    expect(diagnostics.map((each) => formatDiagnostic(each).split('\n')[0])).toEqual([
      'f:7:20: error: initContainers[1].imagee: unknown field; did you mean image?',
    ]);
  });

  it('gets the companions of a recipe', () => {
    const companion =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: friend}\nspec: {containers: [{name: a, image: "a:1"}]}\n';
    const { pods } = readManifests([{ file: 'f', text: plain }], {
      prepare: (documents) =>
        applyRecipes(documents, [use('x', 'companions: [c.yaml]\n', {}, { 'c.yaml': companion })]),
    });
    expect(pods.map(({ name }) => name)).toEqual(['p', 'friend']);
  });
});
