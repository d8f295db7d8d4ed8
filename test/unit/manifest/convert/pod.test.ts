import { expect, it } from '@jest/globals';
import { readManifests } from '../../../../src/manifest/read.ts';
import { writtenSpec } from '../../../../src/pod/origin.ts';
import { appOf, lines, pod, podOf, podsOf } from '../read-text.ts';

it('what a manifest leaves out is what Kubernetes fills in', () => {
  const { locations: _, origin: __, ...rest } = podOf(pod());
  expect(rest).toEqual({
    name: 'p',
    namespace: 'default',
    labels: {},
    annotations: {},
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    initContainers: [],
    containers: [
      {
        name: 'app',
        role: 'app',
        image: 'app:1',
        imagePullPolicy: 'IfNotPresent',
        env: [],
        ports: [],
        volumeMounts: [],
        resources: {},
        securityContext: {
          capabilitiesAdd: [],
          capabilitiesDrop: [],
          readOnlyRootFilesystem: false,
          allowPrivilegeEscalation: true,
        },
        restartPolicyRules: [],
        stdin: false,
        tty: false,
      },
    ],
    volumes: [],
    network: {
      hostname: 'p',
      hostAliases: [],
      dns: { nameservers: [], searches: [], options: [] },
      aliases: ['p'],
      sysctls: {},
    },
    shareProcessNamespace: false,
    securityContext: { supplementalGroups: [] },
    readinessGates: [],
    defaultContainer: 'app',
  });
});

it('an init container with restartPolicy Always is a sidecar, with another one it is not', () => {
  const spec = lines(`
    initContainers:
      - {name: a, image: i}
      - {name: b, image: i, restartPolicy: Always}
      - {name: c, image: i, restartPolicy: Never}
  `).replace(/^(?=.)/gm, '  ');
  expect(podOf(pod({ spec })).initContainers.map(({ name, role }) => `${name} ${role}`)).toEqual([
    'a init',
    'b sidecar',
    'c init',
  ]);
});

it('the default container is the annotated one, a sidecar too', () => {
  const meta = '  annotations: {kubectl.kubernetes.io/default-container: s}\n';
  const spec = '  initContainers: [{name: s, image: i, restartPolicy: Always}]\n';
  expect(podOf(pod({ meta, spec })).defaultContainer).toBe('s');
});

it.each([
  ['{exec: {command: [a, b]}}', { type: 'exec', command: ['a', 'b'] }],
  ['{httpGet: {port: http}}', { type: 'httpGet', port: 'http', path: '/', scheme: 'HTTP', headers: [] }],
  [
    '{httpGet: {port: "80", path: x?y, host: h, scheme: HTTPS, httpHeaders: [{name: A, value: b}]}}',
    {
      type: 'httpGet',
      port: 80,
      path: '/x?y',
      host: 'h',
      scheme: 'HTTPS',
      headers: [{ name: 'A', value: 'b' }],
    },
  ],
  ['{tcpSocket: {port: 1, host: h}}', { type: 'tcpSocket', port: 1, host: 'h' }],
  ['{grpc: {port: 1}}', { type: 'grpc', port: 1, service: '' }],
])('the probe %s', (probe, handler) => {
  const app = `      ports: [{name: http, containerPort: 80}]\n      livenessProbe: ${probe}\n`;
  expect(appOf(pod({ app })).livenessProbe).toEqual({
    handler,
    initialDelaySeconds: 0,
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  });
});

it('every number of a probe is taken', () => {
  const numbers = {
    initialDelaySeconds: 1,
    timeoutSeconds: 2,
    periodSeconds: 3,
    successThreshold: 1,
    failureThreshold: 5,
    terminationGracePeriodSeconds: 6,
  };
  const app = `      startupProbe: ${JSON.stringify({ exec: { command: ['a'] }, ...numbers })}\n`;
  expect(appOf(pod({ app })).startupProbe).toMatchObject(numbers);
});

it('hooks, the stop signal and restart rules', () => {
  const app = lines(`
    lifecycle:
      postStart: {sleep: {seconds: 0}}
      preStop: {exec: {command: [bye]}}
      stopSignal: SIGUSR1
    restartPolicy: Never
    restartPolicyRules:
      - {action: Restart, exitCodes: {operator: In, values: [1, 2]}}
      - {action: RestartAllContainers, exitCodes: {operator: NotIn, values: [0]}}
  `).replace(/^(?=.)/gm, '      ');
  expect(appOf(pod({ spec: '  os: {name: linux}\n', app }))).toMatchObject({
    postStart: { type: 'sleep', seconds: 0 },
    preStop: { type: 'exec', command: ['bye'] },
    stopSignal: 'SIGUSR1',
    restartPolicy: 'Never',
    restartPolicyRules: [
      { action: 'Restart', operator: 'In', exitCodes: [1, 2] },
      { action: 'RestartAllContainers', operator: 'NotIn', exitCodes: [0] },
    ],
  });
});

it('users, groups and capabilities', () => {
  const spec =
    '  securityContext: {runAsUser: 1, runAsGroup: 2, fsGroup: 3, supplementalGroups: [4], sysctls: [{name: a.b, value: "1"}]}\n';
  const app =
    '      securityContext: {runAsUser: 5, capabilities: {add: [NET_ADMIN, CAP_sys_time], drop: [all]}, readOnlyRootFilesystem: true, allowPrivilegeEscalation: false}\n';
  const read = podOf(pod({ spec, app }));
  expect(read.securityContext).toEqual({ runAsUser: 1, runAsGroup: 2, fsGroup: 3, supplementalGroups: [4] });
  expect(read.network.sysctls).toEqual({ 'a.b': '1' });
  expect(read.containers[0]!.securityContext).toEqual({
    runAsUser: 5,
    capabilitiesAdd: ['NET_ADMIN', 'SYS_TIME'],
    capabilitiesDrop: ['ALL'],
    readOnlyRootFilesystem: true,
    allowPrivilegeEscalation: false,
  });
});

it.each([
  ['{limits: {cpu: 500m, memory: 64Mi}}', { nanoCpus: 500_000_000, memoryBytes: 67_108_864, cpuShares: 512 }],
  ['{limits: {cpu: "2"}, requests: {cpu: 100m}}', { nanoCpus: 2_000_000_000, cpuShares: 102 }],
  ['{requests: {cpu: 1m}}', { cpuShares: 2 }],
  ['{limits: {memory: 1e9}}', { memoryBytes: 1_000_000_000 }],
  ['{limits: {memory: 1Mi}}', { memoryBytes: 6_291_456 }],
  ['{requests: {memory: 1Gi}}', {}],
])('resources %s', (resources, expected) => {
  expect(appOf(pod({ app: `      resources: ${resources}\n` })).resources).toEqual(expected);
});

it('ports and mounts', () => {
  const app =
    '      ports: [{containerPort: 80}, {name: dns, containerPort: 53, protocol: UDP, hostPort: 0, hostIP: 127.0.0.1}]\n      volumeMounts: [{name: v, mountPath: /a, readOnly: true}, {name: v, mountPath: /b, subPathExpr: "x/$(N)"}]\n      env: [{name: "N", value: "n"}]\n';
  const read = appOf(pod({ spec: '  volumes: [{name: v}]\n', app }));
  expect(read.ports).toEqual([
    { containerPort: 80, protocol: 'TCP' },
    { name: 'dns', containerPort: 53, protocol: 'UDP', hostPort: 0, hostIP: '127.0.0.1' },
  ]);
  expect(read.volumeMounts).toEqual([
    { name: 'v', mountPath: '/a', readOnly: true },
    { name: 'v', mountPath: '/b', readOnly: false, subPath: 'x/n' },
  ]);
});

it('an empty command keeps the image’s own', () => {
  const read = appOf(pod({ app: '      command: []\n      args: []\n' }));
  expect([read.command, read.args]).toEqual([undefined, undefined]);
});

it('names, hosts and DNS', () => {
  const spec = lines(`
    hostname: web
    subdomain: shop
    hostAliases: [{ip: 10.0.0.9, hostnames: [db, cache]}]
    dnsConfig: {nameservers: [9.9.9.9], searches: [corp], options: [{name: ndots, value: "2"}, {name: rotate}]}
  `).replace(/^(?=.)/gm, '  ');
  expect(podOf(pod({ spec })).network).toEqual({
    hostname: 'web',
    hostAliases: [{ ip: '10.0.0.9', hostnames: ['db', 'cache'] }],
    dns: { nameservers: ['9.9.9.9'], searches: ['corp'], options: ['ndots:2', 'rotate'] },
    aliases: [
      'p',
      'web.shop',
      'web.shop.default',
      'web.shop.default.svc',
      'web.shop.default.svc.cluster.local',
    ],
    sysctls: {},
  });
});

it('a name too long for a host is cut, and hostnameOverride wins', () => {
  const long = `${'a'.repeat(62)}-b`;
  expect(podOf(pod().replace('name: p', `name: ${long}`)).network.hostname).toBe('a'.repeat(62));
  expect(podOf(pod({ spec: '  hostname: a\n  hostnameOverride: b.c\n' })).network.hostname).toBe('b.c');
});

it('the places that later messages need are kept', () => {
  const text = lines(`
    apiVersion: v1
    kind: Pod
    metadata:
      name: p
      annotations:
        outrider.dev/capture: |
          proxy: s
          proxyUid: 2000
    spec:
      terminationGracePeriodSeconds: 5
      initContainers:
        - name: s
          image: s:1
          restartPolicy: Always
          readinessProbe: {exec: {command: [a]}}
      containers:
        - image: a:1
          name: a
          ports:
            - containerPort: 1
            - {containerPort: 2, hostPort: 3}
      volumes:
        - name: v
  `);
  const { locations } = podOf(text);
  const place = (key: string) => `${locations[key]?.file}:${locations[key]?.line}:${locations[key]?.column}`;
  expect(
    Object.fromEntries(
      [
        'pod',
        'terminationGracePeriodSeconds',
        'containers.s',
        'containers.s.readinessProbe',
        'containers.a',
        'containers.a.image',
        'containers.a.ports.1.hostPort',
        'volumes.v',
        'capture',
        'capture.proxyUid',
      ].map((key) => [key, place(key)]),
    ),
  ).toEqual({
    pod: 'f:4:9',
    terminationGracePeriodSeconds: 'f:10:3',
    'containers.s': 'f:12:7',
    'containers.s.readinessProbe': 'f:15:7',
    'containers.a': 'f:17:7',
    'containers.a.image': 'f:17:14',
    'containers.a.ports.1.hostPort': 'f:21:40',
    'volumes.v': 'f:23:7',
    capture: 'f:6:5',
    'capture.proxyUid': 'f:8:17',
  });
});

it('a grace period below zero is one second, as on a cluster', () => {
  expect(podOf(pod({ spec: '  terminationGracePeriodSeconds: -5\n' })).terminationGracePeriodSeconds).toBe(1);
});

it('pods of two namespaces in the same files find each other by pod and namespace', () => {
  const text = ['data', 'shop']
    .map((namespace) =>
      pod({ meta: `  namespace: ${namespace}\n` }).replace('name: p', `name: ${namespace}-p`),
    )
    .join('---\n');
  const aliases = readManifests([{ file: 'f', text }]).pods.map(({ network }) => network.aliases);
  expect(aliases).toEqual([
    ['data-p', 'data-p.data'],
    ['shop-p', 'shop-p.shop'],
  ]);
  expect(podOf(pod()).network.aliases).toEqual(['p']);
});

it('a pod says in which document of its files it is written, without what Kubernetes fills in', () => {
  const text = `apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {a: b}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: app, image: "app:1"}]}
`;
  const [one, other] = podsOf(text);
  expect(one?.origin).toMatchObject({ at: 1, path: ['spec', 'template'] });
  expect(one?.origin?.objects).toBe(other?.origin?.objects);
  expect(one?.origin?.objects.map(({ kind }) => kind)).toEqual(['ConfigMap', 'Deployment']);
  expect(one?.origin && writtenSpec(one.origin)).toEqual({ containers: [{ name: 'app', image: 'app:1' }] });
});
