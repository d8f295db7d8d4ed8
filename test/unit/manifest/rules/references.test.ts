import { expect, it } from '@jest/globals';
import { pod, problemsOf } from '../read-text.ts';

const objects = `---
apiVersion: v1
kind: ConfigMap
metadata: {name: cfg}
data: {host: h, port: "1"}
---
apiVersion: v1
kind: Secret
metadata: {name: sec}
stringData: {token: t}
`;

const env = (source: string) => pod({ app: `      env: [{name: A, valueFrom: {${source}}}]\n` });
const from = (source: string) => pod({ app: `      envFrom: [{${source}}]\n` });
const volume = (source: string) => pod({ spec: `  volumes: [{name: v, ${source}}]\n` });
const E = 'containers[0].env[0].valueFrom';

it.each([
  [env('configMapKeyRef: {name: cfg, key: host}'), []],
  [
    env('configMapKeyRef: {name: cfg, key: hots}'),
    [`f:9:69: warning: ${E}.configMapKeyRef.key: ConfigMap cfg has no key hots; did you mean host?`],
  ],
  [
    env('configMapKeyRef: {name: cgf, key: host}'),
    [`f:9:59: warning: ${E}.configMapKeyRef.name: there is no ConfigMap cgf; did you mean cfg?`],
  ],
  [env('configMapKeyRef: {name: none, key: host, optional: true}'), []],
  [env('configMapKeyRef: {name: cfg, key: none, optional: true}'), []],
  [env('secretKeyRef: {name: sec, key: token}'), []],
  [
    env('secretKeyRef: {name: cfg, key: host}'),
    [`f:9:56: warning: ${E}.secretKeyRef.name: there is no Secret cfg`],
  ],
  [
    env('secretKeyRef: {name: sec, key: pass}'),
    [`f:9:66: warning: ${E}.secretKeyRef.key: Secret sec has no key pass`],
  ],
  [
    env('fieldRef: {fieldPath: metadata.name}, secretKeyRef: {name: sec, key: token}'),
    [`f:9:34: error: ${E}: has 2 sources: secretKeyRef, fieldRef; one is right`],
  ],
  [
    env('fieldRef: {fieldPath: metadata.nam}'),
    [
      `f:9:57: error: ${E}.fieldRef.fieldPath: a pod has no field metadata.nam to show; did you mean metadata.name?`,
    ],
  ],
  [
    env('fieldRef: {fieldPath: metadata.labels}'),
    [
      `f:9:57: error: ${E}.fieldRef.fieldPath: a pod has no field metadata.labels to show; did you mean metadata.name?`,
    ],
  ],
  [env('fieldRef: {fieldPath: status.podIP}'), []],
  [env(`fieldRef: {fieldPath: "metadata.labels['a']"}`), []],
  [env('resourceFieldRef: {resource: limits.cpu}'), []],
  [
    env('resourceFieldRef: {resource: limit.cpu, containerName: nobody}'),
    [
      `f:9:64: error: ${E}.resourceFieldRef.resource: there is no resource limit.cpu`,
      `f:9:90: error: ${E}.resourceFieldRef.containerName: the pod has no container nobody`,
    ],
  ],
  [
    env('fileKeyRef: {path: a}'),
    [`f:9:35: error: cannot be had here: ${E}.fileKeyRef - KEP-3721; nothing here reads the file`],
  ],
  [
    pod({ app: '      env: [{name: A, value: x, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]\n' }),
    [`f:9:33: error: ${E}: the variable has a value as well; one is right`],
  ],
  [from('configMapRef: {name: cfg}'), []],
  [
    from('secretRef: {name: cfg}'),
    ['f:9:36: warning: containers[0].envFrom[0].secretRef.name: there is no Secret cfg'],
  ],
  [from('secretRef: {name: none, optional: true}'), []],
  [
    volume('configMap: {name: none}'),
    ['f:6:41: warning: volumes[0].configMap.name: there is no ConfigMap none'],
  ],
  [volume('configMap: {name: none, optional: true}'), []],
  [
    volume('configMap: {name: cfg, items: [{key: nope, path: x}]}'),
    ['f:6:60: warning: volumes[0].configMap.items[0].key: ConfigMap cfg has no key nope'],
  ],
  [
    volume('configMap: {name: cfg, items: [{key: host, path: ../x}]}'),
    [
      'f:6:72: error: volumes[0].configMap.items[0].path: needs a path inside the volume, without `..`, found "../x"',
    ],
  ],
  [
    volume('secret: {secretName: none}'),
    ['f:6:44: warning: volumes[0].secret.secretName: there is no Secret none'],
  ],
  [
    volume(
      'projected: {sources: [{configMap: {name: none}}, {secret: {name: sec, items: [{key: nope, path: p}]}}]}',
    ),
    [
      'f:6:64: warning: volumes[0].projected.sources[0].configMap.name: there is no ConfigMap none',
      'f:6:107: warning: volumes[0].projected.sources[1].secret.items[0].key: Secret sec has no key nope',
    ],
  ],
  [
    volume('downwardAPI: {items: [{path: a, fieldRef: {fieldPath: status.podIP}}]}'),
    [
      'f:6:77: error: volumes[0].downwardAPI.items[0].fieldRef.fieldPath: a pod has no field status.podIP to show in a file',
    ],
  ],
  [
    volume('downwardAPI: {items: [{path: a, resourceFieldRef: {resource: limits.cpu}}]}'),
    ['f:6:55: error: volumes[0].downwardAPI.items[0].resourceFieldRef: containerName is missing'],
  ],
  [volume('downwardAPI: {items: [{path: a, fieldRef: {fieldPath: metadata.labels}}]}'), []],
  [
    volume('emptyDir: {}, configMap: {name: cfg}'),
    ['f:6:13: error: volumes[0]: has 2 sources: emptyDir, configMap; one is right'],
  ],
  [
    volume('nfs: {server: a, path: /}'),
    ['f:6:23: warning: ignored here: volumes[0].nfs - an empty volume stands in its place'],
  ],
  [
    volume('hostPath: {path: relative}'),
    ['f:6:40: error: volumes[0].hostPath.path: needs an absolute path, found "relative"'],
  ],
])('%j', (text, expected) => {
  expect(problemsOf(text + objects)).toEqual(expected);
});

const mounts = (list: string) =>
  pod({ spec: '  volumes: [{name: data}]\n', app: `      volumeMounts: [${list}]\n` });
const M = 'containers[0].volumeMounts';

it.each([
  [mounts('{name: data, mountPath: /a}, {name: data, mountPath: /b}'), []],
  [
    mounts('{name: dta, mountPath: /a}'),
    [`f:10:29: error: ${M}[0].name: the pod has no volume dta; did you mean data?`],
  ],
  [
    mounts('{name: data, mountPath: /a}, {name: data, mountPath: /a/}'),
    [`f:10:75: error: ${M}[1].mountPath: /a/ is taken by volume data`],
  ],
  [
    mounts('{name: data, mountPath: /a, subPath: x, subPathExpr: z}'),
    [`f:10:62: error: ${M}[0].subPathExpr: subPath or subPathExpr, not both`],
  ],
  [
    mounts('{name: data, mountPath: /a, subPath: ../x}'),
    [`f:10:59: error: ${M}[0].subPath: needs a path inside the volume, without \`..\`, found "../x"`],
  ],
])('%j', (text, expected) => {
  expect(problemsOf(text)).toEqual(expected);
});

it('a ConfigMap of another namespace is not found', () => {
  const text = env('configMapKeyRef: {name: cfg, key: host}').replace(
    'name: p\n',
    'name: p\n  namespace: other\n',
  );
  expect(problemsOf(text + objects)).toEqual([
    `f:10:59: warning: ${E}.configMapKeyRef.name: there is no ConfigMap cfg in namespace other`,
  ]);
});
