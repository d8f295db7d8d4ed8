import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { exportKubernetes } from '../../../../src/export/kubernetes/export.ts';
import { readDocuments } from '../../../../src/manifest/read-documents.ts';
import { applyRecipes } from '../../../../src/manifest/recipe/apply.ts';
import { printDocuments } from '../../../../src/manifest/recipe/print.ts';

interface Value {
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>> & { readonly name: string };
  readonly spec: Readonly<Record<string, unknown>>;
}
interface ContainerValue {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly securityContext?: Readonly<Record<string, unknown>>;
}

function exported(text: string, withSecrets = false) {
  const documents = applyRecipes(readDocuments([{ file: 'f', text }]).documents, []).documents;
  const { objects, notes } = exportKubernetes(documents, { captureImage: 'rules:1', withSecrets });
  const printed = printDocuments(objects);
  const values = parseAllDocuments(printed, { version: '1.1' }).map((one) => one.toJS() as Value);
  return { printed, values, notes };
}

const inits = (value: Value | undefined) => (value?.spec['initContainers'] ?? []) as ContainerValue[];

const proxied = (annotation: string, more = '') => `
apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations:
    outrider.dev/capture: "${annotation}"
spec:
  initContainers:
    - {name: setup, image: "s:1"}
    - name: proxy
      image: p:1
      restartPolicy: Always
${more}  containers:
    - name: app
      image: a:1
      ports: [{name: http, containerPort: 8080}]
      readinessProbe: {httpGet: {port: http}}
`;

describe('capture on a cluster', () => {
  it('is an init container before all others, with the rights that rules need and no more', () => {
    const [first, ...others] = inits(exported(proxied('proxy: proxy')).values[0]);
    expect(others.map(({ name }) => name)).toEqual(['setup', 'proxy']);
    expect(first).toMatchObject({
      name: 'capture-rules',
      image: 'rules:1',
      command: ['sh', '-c', expect.stringContaining('--to-ports 15001')],
      securityContext: {
        runAsUser: 0,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'], add: ['NET_ADMIN', 'NET_RAW'] },
      },
    });
  });

  it('begins after the init container that startAfter names', () => {
    const { values } = exported(proxied('{proxy: proxy, startAfter: setup}'));
    expect(inits(values[0]).map(({ name }) => name)).toEqual(['setup', 'capture-rules', 'proxy']);
  });

  it('runs the proxy under the user that the rules exempt', () => {
    const proxy = inits(exported(proxied('{proxy: proxy, proxyUid: 99}')).values[0]).at(-1);
    expect(proxy?.securityContext).toEqual({ runAsUser: 99, runAsGroup: 1337 });
  });

  it('in TPROXY mode runs the proxy as root with the right to be transparent', () => {
    const proxy = inits(exported(proxied('{proxy: proxy, mode: TPROXY}')).values[0]).at(-1);
    expect(proxy?.securityContext).toEqual({
      runAsUser: 0,
      runAsGroup: 1337,
      capabilities: { add: ['NET_RAW'] },
    });
  });

  it('leaves a proxy the rights that it names itself', () => {
    const own = '      securityContext: {capabilities: {add: [CAP_NET_ADMIN]}}\n';
    const proxy = inits(exported(proxied('{proxy: proxy, mode: TPROXY}', own)).values[0]).at(-1);
    expect(proxy?.securityContext?.['capabilities']).toEqual({ add: ['CAP_NET_ADMIN'] });
  });

  it('is told where the kubelet’s probes come in through the proxy', () => {
    expect(exported(proxied('proxy: proxy')).notes).toEqual([
      'pod web: the kubelet probes port 8080 of app from outside, so proxy answers for it or passes it on',
    ]);
    expect(exported(proxied('{proxy: proxy, excludeInboundPorts: [8080]}')).notes).toEqual([]);
  });

  it('is left out in mode NONE', () => {
    const { values } = exported(proxied('{proxy: proxy, mode: NONE}'));
    expect(inits(values[0]).map(({ name }) => name)).toEqual(['setup', 'proxy']);
  });

  it('stays Istio’s own where Istio has injected the pod', () => {
    const injected = `
apiVersion: v1
kind: Pod
metadata: {name: web, annotations: {traffic.sidecar.istio.io/includeInboundPorts: "*"}}
spec:
  initContainers: [{name: istio-init, image: "i:1"}]
  containers: [{name: app, image: "a:1"}, {name: istio-proxy, image: "p:1"}]
`;
    expect(inits(exported(injected).values[0]).map(({ name }) => name)).toEqual(['istio-init']);
    const own = injected.replace('annotations: {', 'annotations: {outrider.dev/capture: "{}", ');
    expect(inits(exported(own).values[0]).map(({ name }) => name)).toEqual(['capture-rules']);
  });
});

describe('what goes to a cluster', () => {
  it('has no key of Outrider’s own, and no free key, but all data under such names', () => {
    const { printed, values } = exported(`
apiVersion: apps/v1
kind: Deployment
x-owner: me
metadata: {name: web, annotations: {outrider.dev/ignore: a}, labels: {x-team: b}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}, annotations: {outrider.dev/capture: "{mode: NONE}", kept: c}}
    spec:
      x-note: d
      containers:
        - {name: app, image: "a:1", x-why: e} # a word of the author
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data: {x-file: f}
`);
    expect(printed).not.toMatch(/outrider\.dev|x-owner|x-note|x-why/);
    expect(printed).toMatch('# a word of the author');
    expect(values[0]?.metadata).toEqual({ name: 'web', labels: { 'x-team': 'b' } });
    expect(values[1]).toMatchObject({ data: { 'x-file': 'f' } });
  });

  it('is what was asked of another cluster, not what that cluster made of it', () => {
    const { values } = exported(`
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Pod
    metadata: {name: a, uid: u, resourceVersion: "7", ownerReferences: [{kind: ReplicaSet}], labels: {l: m}}
    spec: {containers: [{name: app, image: "a:1"}]}
    status: {phase: Running}
  - apiVersion: v1
    kind: ConfigMap
    metadata: {name: b, creationTimestamp: "2026-01-01T00:00:00Z"}
`);
    expect(values).toEqual([
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'a', labels: { l: 'm' } },
        spec: { containers: [{ name: 'app', image: 'a:1' }] },
      },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'b' } },
    ]);
  });

  it('has Secrets only where they are asked for, and says else how each is made', () => {
    const text = `
apiVersion: v1
kind: Secret
metadata: {name: s, namespace: n}
stringData: {password: hunter2}
---
${proxied('{proxy: proxy, mode: NONE}')}`;
    expect(exported(text).printed).not.toMatch('hunter2');
    expect(exported(text).notes).toEqual([
      'Secret s is left out: --show-secrets writes it, or make it there: kubectl create secret generic s -n n --from-literal=password=…',
    ]);
    expect(exported(text, true).printed).toMatch('hunter2');
  });
});

describe('a Compose file on a cluster', () => {
  const text = `
services:
  web:
    image: w:1
    container_name: front
    init: true
    environment: {DEBUG: "on"}
    volumes: ["data:/d"]
  worker:
    image: w:2
    scale: 2
volumes: {data: {}}
`;

  it('finds its services by all of their names', () => {
    const services = exported(text).values.filter(({ kind }) => kind === 'Service');
    expect(services.map(({ metadata, spec }) => [metadata.name, spec['selector']])).toEqual([
      ['web', { app: 'web' }],
      ['front', { app: 'web' }],
      ['worker', { app: 'worker' }],
    ]);
    const pods = exported(text).values.filter(({ kind }) => kind === 'Pod');
    expect(pods.map(({ metadata }) => [metadata.name, metadata['labels']])).toEqual([
      ['web', { app: 'web' }],
      ['worker-1', { app: 'worker' }],
      ['worker-2', { app: 'worker' }],
    ]);
  });

  it('claims its volumes, keeps words as words, and says what is lost', () => {
    const { values, notes } = exported(text);
    expect(values.filter(({ kind }) => kind === 'PersistentVolumeClaim')).toHaveLength(1);
    expect(values[0]?.spec['containers']).toMatchObject([{ env: [{ name: 'DEBUG', value: 'on' }] }]);
    expect(notes).toEqual([
      'pod web: not on a cluster: init of web, the copy of the image’s files into the empty volume of volume data',
    ]);
  });
});
