import { expect, it } from '@jest/globals';
import { expand } from '../../../../src/manifest/convert/expand.ts';
import { podFieldHole, withPodFields } from '../../../../src/pod/pod-fields.ts';
import { appOf, lines, pod } from '../read-text.ts';

const names: Readonly<Record<string, string>> = { A: '1', B: 'two', EMPTY: '' };

// Cases of kubernetes third_party/forked/golang/expansion/expand_test.go.
it.each([
  ['$(A)', '1'],
  ['x$(A)y$(B)', 'x1ytwo'],
  ['$(EMPTY)', ''],
  ['$(NOBODY)', '$(NOBODY)'],
  ['$$(A)', '$(A)'],
  ['$$$(A)', '$1'],
  ['$$$$(A)', '$$(A)'],
  ['$A', '$A'],
  ['$(A', '$(A'],
  ['$(A)$', '1$'],
  ['$()', '$()'],
  ['$' + '{A}', '$' + '{A}'],
  ['$($(A))', '$($(A))'],
])('%s expands to %s', (text, expected) => {
  expect(expand(text, (name) => names[name])).toBe(expected);
});

const objects = `---
apiVersion: v1
kind: ConfigMap
metadata: {name: cfg}
data: {HOST: h, PORT: "1"}
---
apiVersion: v1
kind: Secret
metadata: {name: sec}
data: {TOKEN: aHVudGVyMg==, HOST: c2VjcmV0}
stringData: {EXTRA: plain}
`;

it('envFrom comes first and in order, env wins, and later sources replace earlier ones', () => {
  const text = pod({
    app: '      envFrom: [{configMapRef: {name: cfg}}, {secretRef: {name: sec}}, {configMapRef: {name: cfg}, prefix: P_}]\n      env: [{name: PORT, value: "$(PORT)2"}]\n',
  });
  expect(appOf(text + objects).env).toEqual([
    { name: 'HOST', value: 'secret', secret: true, fromData: true },
    { name: 'PORT', value: '12', secret: false, fromData: true },
    { name: 'TOKEN', value: 'hunter2', secret: true, fromData: true },
    { name: 'EXTRA', value: 'plain', secret: true, fromData: true },
    { name: 'P_HOST', value: 'h', secret: false, fromData: true },
    { name: 'P_PORT', value: '1', secret: false, fromData: true },
  ]);
});

it('envFrom of a ConfigMap takes its data, not its binaryData', () => {
  const text = pod({ app: '      envFrom: [{configMapRef: {name: mixed}}]\n' });
  const mixed = `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: mixed}\ndata: {WORD: hello}\nbinaryData: {LOGO: AAEC}\n`;
  expect(appOf(text + mixed).env.map(({ name }) => name)).toEqual(['WORD']);
});

it('a value sees the variables before it and not those after it; what repeats a secret is one', () => {
  const app = lines(`
          env:
            - {name: A, value: "$(B)"}
            - {name: B, valueFrom: {secretKeyRef: {name: sec, key: TOKEN}}}
            - {name: C, value: "pass=$(B) $$(B)"}
            - {name: D, value: "$(C)"}
            - {name: E}
            - {name: F, valueFrom: {configMapKeyRef: {name: cfg, key: none, optional: true}}}
  `).replace(/^(?=.)/gm, '      ');
  expect(appOf(pod({ app }) + objects).env).toEqual([
    { name: 'A', value: '$(B)', secret: false },
    { name: 'B', value: 'hunter2', secret: true, fromData: true },
    { name: 'C', value: 'pass=hunter2 $(B)', secret: true, fromData: true },
    { name: 'D', value: 'pass=hunter2 $(B)', secret: true, fromData: true },
    { name: 'E', value: '', secret: false },
  ]);
});

it('fields of the pod are told, and those of the node come from the options', () => {
  const paths = [
    'metadata.name',
    'metadata.namespace',
    "metadata.labels['tier']",
    "metadata.annotations['none']",
    'spec.serviceAccountName',
    'spec.nodeName',
  ];
  const app = `      env:\n${paths.map((path, index) => `        - {name: V${index}, valueFrom: {fieldRef: {fieldPath: "${path}"}}}\n`).join('')}`;
  const text = pod({ meta: '  namespace: shop\n  labels: {tier: web}\n', app });
  const values = appOf(text, { node: { name: 'mine', cpus: 2, memoryBytes: 1 } }).env.map((variable) =>
    'value' in variable ? variable.value : variable.podField,
  );
  expect(values).toEqual(['p', 'shop', 'web', '', 'default', 'mine']);
});

it('a uid has its shape and is the same on every run', () => {
  const app = '      env: [{name: U, valueFrom: {fieldRef: {fieldPath: metadata.uid}}}]\n';
  const [first, second] = [appOf(pod({ app })), appOf(pod({ app }))];
  expect(first.env).toEqual(second.env);
  expect(first.env[0]).toMatchObject({
    value: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  });
});

it.each([
  ['limits.cpu', '', '2'],
  ['limits.cpu', ', divisor: 1m', '1500'],
  ['requests.cpu', ', divisor: 100m', '3'],
  ['limits.memory', '', '67108864'],
  ['limits.memory', ', divisor: 1Mi', '64'],
  ['requests.memory', ', divisor: 1Mi', '64'],
])('the resource %s%s is %s', (resource, divisor, expected) => {
  const app = `      resources: {limits: {cpu: 1500m, memory: 64Mi}, requests: {cpu: 300m}}
      env: [{name: R, valueFrom: {resourceFieldRef: {resource: ${resource}${divisor}}}}]\n`;
  expect(appOf(pod({ app })).env).toEqual([{ name: 'R', value: expected, secret: false }]);
});

it('a resource without a limit is what the machine has', () => {
  const app = '      env: [{name: R, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}]\n';
  const node = { name: 'n', cpus: 6, memoryBytes: 1 };
  expect(appOf(pod({ app }), { node }).env).toEqual([{ name: 'R', value: '6', secret: false }]);
});

it('command and args are expanded with all variables, whatever their order', () => {
  const app =
    '      command: [run, "$(A)"]\n      args: ["--b=$(B)", "$$(A)", "$(NONE)"]\n      env: [{name: A, value: a}, {name: B, value: "$(A)b"}]\n';
  expect(appOf(pod({ app }))).toMatchObject({ command: ['run', 'a'], args: ['--b=ab', '$(A)', '$(NONE)'] });
});

it('the address of the pod comes when it runs, wherever it was used', () => {
  const app =
    '      args: ["--ip=$(IP)"]\n      env: [{name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}, {name: URL, value: "http://$(IP)/"}]\n';
  const container = appOf(pod({ app }));
  expect(container.env[0]).toEqual({ name: 'IP', podField: 'status.podIP' });
  expect(container.args).toEqual([`--ip=${podFieldHole('status.podIP')}`]);
  const running = withPodFields(container, { 'status.podIP': '10.0.0.7', 'status.hostIP': '10.0.0.1' });
  expect(running.args).toEqual(['--ip=10.0.0.7']);
  expect(running.env).toEqual([
    { name: 'IP', value: '10.0.0.7', secret: false },
    { name: 'URL', value: 'http://10.0.0.7/', secret: false },
  ]);
});
