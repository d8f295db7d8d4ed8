import { expect, it } from '@jest/globals';
import type { ApiObject } from '../../../../src/api/objects/api-object.ts';
import { tableShape } from '../../../../src/api/tables/table.ts';
import { objectsOf } from '../../../../src/control/run-objects.ts';
import type { OutriderEvent } from '../../../../src/events/types.ts';
import { podsOf } from '../../manifest/read-text.ts';
import { created, run, type Told } from '../objects/support.ts';

const manifest = `
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {a: b}
---
apiVersion: v1
kind: Secret
metadata: {name: keys}
stringData: {token: s3cr3t}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  initContainers:
    - {name: proxy, image: "app:1", restartPolicy: Always}
  containers:
    - {name: app, image: "app:1", resources: {limits: {memory: 1Mi}}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: app, image: "app:1"}]}
`;

const get = ({ store }: Told, resource: string, name: string): ApiObject =>
  store.get(resource, 'default', name) ?? ({ metadata: { name: 'none' } } as ApiObject);

function row(told: Told, name: string): readonly unknown[] {
  const { cells } = tableShape('pods', 'v1', undefined);
  return cells(get(told, 'pods', name), Date.UTC(2026, 0, 1, 0, 1)).slice(1, 4);
}

function start(told: Told): void {
  told.tell('web', created(['proxy', 'sidecar'], ['app', 'app']));
  told.tell('web', { type: 'SandboxReady', ip: '10.1.0.2', network: 'n', holder: 'h' });
}

function runs(told: Told, container: string, attempt = 0): void {
  const role = container === 'app' ? 'app' : 'sidecar';
  const id = `${container}${attempt}`;
  told.tell('web', { type: 'ContainerCreated', container, attempt, id, role, image: 'app:1' });
  told.tell('web', { type: 'ContainerRunning', container, attempt, id, pid: 1 });
  told.tell('web', { type: 'ContainerStarted', container, attempt });
  told.tell('web', { type: 'ContainerReady', container, attempt });
}

it('a pod is shown as its containers come up, in the words of kubectl', () => {
  const told = run(manifest);
  start(told);
  expect(row(told, 'web')).toEqual(['0/2', 'Init:0/1', '0']);
  runs(told, 'proxy');
  expect(row(told, 'web')).toEqual(['1/2', 'PodInitializing', '0']);
  told.tell('web', { type: 'PodInitialized' });
  runs(told, 'app');
  told.tell('web', { type: 'PodReady' });
  expect(row(told, 'web')).toEqual(['2/2', 'Running', '0']);
  const { metadata, spec, status } = get(told, 'pods', 'web');
  expect(metadata).toMatchObject({ namespace: 'default', creationTimestamp: '2026-01-01T00:00:01Z' });
  expect(spec).toMatchObject({ nodeName: 'laptop', dnsPolicy: 'ClusterFirst', restartPolicy: 'Always' });
  expect(status).toMatchObject({
    ...{ phase: 'Running', podIP: '10.1.0.2', hostIP: '10.1.0.1', qosClass: 'Burstable' },
    containerStatuses: [
      {
        ...{ name: 'app', ready: true, started: true, containerID: 'docker://app0' },
        allocatedResources: { memory: '1Mi' },
      },
    ],
    initContainerStatuses: [{ name: 'proxy', state: { running: {} } }],
  });
});

it('a container that crashes waits with the kubelet’s reason, and its last instance is told', () => {
  const told = run(manifest);
  start(told);
  runs(told, 'proxy');
  told.tell('web', { type: 'PodInitialized' });
  runs(told, 'app');
  const end = { exitCode: 3, reason: 'Error' } as const;
  told.tell('web', { type: 'ContainerTerminated', container: 'app', attempt: 0, ...end });
  expect(row(told, 'web')).toEqual(['1/2', 'Error', '0']);
  told.tell('web', { type: 'ContainerWaiting', container: 'app', attempt: 1, reason: 'CrashLoopBackOff' });
  expect(row(told, 'web').slice(0, 2)).toEqual(['1/2', 'CrashLoopBackOff']);
  // Between the back-off and the next instance the kubelet says the same.
  told.tell('web', { type: 'ContainerWaiting', container: 'app', attempt: 1, reason: 'ContainerCreating' });
  expect(row(told, 'web').slice(0, 2)).toEqual(['1/2', 'CrashLoopBackOff']);
  const { status } = get(told, 'pods', 'web') as unknown as { status: { containerStatuses: object[] } };
  expect(status.containerStatuses[0]).toMatchObject({
    restartCount: 0,
    lastState: { terminated: { exitCode: 3, reason: 'Error', containerID: 'docker://app0' } },
  });
  runs(told, 'app', 1);
  expect(row(told, 'web')).toEqual(['2/2', 'Running', expect.stringMatching(/^1 \(/)]);
});

it('a condition keeps its time until its status changes', () => {
  const told = run(manifest);
  start(told);
  runs(told, 'proxy');
  const timeOf = (type: string): string => {
    const { status } = get(told, 'pods', 'web') as unknown as {
      status: { conditions: { type: string; lastTransitionTime: string }[] };
    };
    return status.conditions.find((one) => one.type === type)!.lastTransitionTime;
  };
  const before = timeOf('Initialized');
  told.tell('web', { type: 'PodInitialized' });
  runs(told, 'app');
  expect(timeOf('Initialized')).toBe(before);
  expect(timeOf('Ready') > before).toBe(true);
});

it('a pod that somebody deletes is terminating, one that ends by itself is not', () => {
  const told = run(manifest);
  start(told);
  told.tell('web', { type: 'PodTerminating', reason: 'every app container is done', graceSeconds: 30 });
  expect(get(told, 'pods', 'web').metadata.deletionTimestamp).toBeUndefined();
  const other = run(manifest);
  start(other);
  other.tell('web', { type: 'PodTerminating', reason: 'down', graceSeconds: 30, deleted: true });
  expect(get(other, 'pods', 'web').metadata).toMatchObject({ deletionGracePeriodSeconds: 30 });
  expect(row(other, 'web')[1]).toBe('Terminating');
  other.tell('web', { type: 'PodRemoved' });
  expect(other.store.list('pods').objects).toEqual([]);
});

it('events have the kubelet’s words, and the same words again are one event with a count', () => {
  const told = run(manifest);
  start(told);
  runs(told, 'app');
  for (const failures of [1, 2])
    told.tell('web', {
      ...{ type: 'ProbeFailed', container: 'app', attempt: 0, probe: 'readiness' },
      ...{ message: 'no', changed: true, failures },
    });
  const words = told.store
    .list('events')
    .objects.map(({ reason, message, count }) => `${reason} ${count} ${message}`);
  expect(words.sort()).toEqual([
    'Created 1 Container created',
    'Pulled 1 Container image "app:1" already present on machine and can be accessed by the pod',
    'Scheduled 1 Successfully assigned default/web to laptop',
    'Started 1 Container started',
    'Unhealthy 2 Readiness probe failed: no',
  ]);
});

it('a container whose turn never comes is not told of, and has no id', () => {
  const told = run(manifest);
  start(told);
  const made = { container: 'app', attempt: 0, id: 'app0', role: 'app', image: 'app:1' } as const;
  told.tell('web', { type: 'ContainerCreated', ...made });
  const reasons = () => told.store.list('events').objects.map(({ reason }) => reason);
  expect(reasons()).toEqual(['Scheduled']);
  const status = () => JSON.stringify(get(told, 'pods', 'web')['status']);
  expect(status()).not.toContain('containerID');
  runs(told, 'app');
  expect(reasons()).toEqual(['Scheduled', 'Pulled', 'Created', 'Started']);
  expect(status()).toContain('docker://app0');
});

it('documents of the files are shown as a server keeps them, and a Service with what is behind it', () => {
  const told = run(manifest);
  start(told);
  told.tell('', {
    ...{ type: 'ServiceChanged', service: 'default/web', serviceType: 'ClusterIP', clusterIP: '10.1.9.9' },
    ports: [{ protocol: 'TCP', port: 80, targetPort: 8080 }],
    ...{ selector: { app: 'web' }, selected: ['web'] },
    endpoints: [{ ip: '10.1.0.2', pod: 'web', ready: true, terminating: false, ports: [8080] }],
  });
  expect(get(told, 'secrets', 'keys')).toMatchObject({ type: 'Opaque', data: { token: 'czNjcjN0' } });
  expect(get(told, 'configmaps', 'settings')).toMatchObject({ data: { a: 'b' } });
  expect(get(told, 'services', 'web')).toMatchObject({ spec: { clusterIP: '10.1.9.9', type: 'ClusterIP' } });
  expect(get(told, 'endpoints', 'web')).toMatchObject({
    subsets: [{ addresses: [{ ip: '10.1.0.2', targetRef: { name: 'web' } }], ports: [{ port: 8080 }] }],
  });
  const [slice] = told.store.list('endpointslices.discovery.k8s.io').objects;
  expect(slice).toMatchObject({ endpoints: [{ addresses: ['10.1.0.2'], conditions: { ready: true } }] });
  expect(told.pump.written('Deployment', 'default', 'api')?.project).toBe('shop');
});

it('a pod of a Deployment belongs to its ReplicaSet, whose status counts it', () => {
  const told = run(manifest);
  told.tell('api', created(['app', 'app']));
  const [set] = told.store.list('replicasets.apps').objects;
  const [owner] = (get(told, 'pods', 'api').metadata['ownerReferences'] ?? []) as { uid: string }[];
  expect(owner).toMatchObject({ kind: 'ReplicaSet', name: set?.metadata.name, uid: set?.metadata.uid });
  const label = { 'pod-template-hash': set?.metadata.labels?.['pod-template-hash'] };
  expect(label['pod-template-hash']).toMatch(/^[0-9a-f]{10}$/);
  expect(get(told, 'pods', 'api').metadata.labels).toEqual({ app: 'api', ...label });
  expect(set?.['spec']).toMatchObject({ selector: { matchLabels: label } });
  const status = () => get(told, 'deployments.apps', 'api')['status'];
  expect(status()).toMatchObject({ replicas: 1, unavailableReplicas: 1 });
  told.tell('api', { type: 'PodReady' });
  expect(status()).toMatchObject({ replicas: 1, readyReplicas: 1, availableReplicas: 1 });
});

it('pods of several projects are shown in a namespace each', () => {
  const told = run(manifest, true);
  start(told);
  expect(told.store.list('pods').objects.map(({ metadata }) => metadata.namespace)).toEqual(['shop']);
  expect(told.store.get('namespaces', undefined, 'shop')).toBeDefined();
});

it('what a run has shown goes with it, and what a client has written stays', () => {
  const told = run(manifest);
  start(told);
  told.store.put('configmaps', {
    ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'mine', namespace: 'default' } },
  });
  told.pump.gone({ project: 'shop', pid: 7 });
  expect(told.store.list('pods').objects).toEqual([]);
  expect(told.store.list('events').objects).toEqual([]);
  expect(told.store.list('configmaps').objects.map(({ metadata }) => metadata.name)).toEqual(['mine']);
  expect(told.store.list('nodes').objects).toHaveLength(1);
});

it('a custom kind that the files define is in force at once, and its objects are shown', () => {
  const told = run(`${manifest}---
apiVersion: home.io/v1
kind: Lamp
metadata: {name: desk}
spec: {color: red}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: lamps.home.io}
spec:
  group: home.io
  scope: Namespaced
  names: {plural: lamps, kind: Lamp}
  versions: [{name: v1, served: true, storage: true}]
`);
  const [definition] = told.store.list('customresourcedefinitions.apiextensions.k8s.io').objects;
  expect(definition).toMatchObject({
    status: {
      conditions: expect.arrayContaining([expect.objectContaining({ type: 'Established', status: 'True' })]),
    },
  });
  expect(get(told, 'lamps.home.io', 'desk')).toMatchObject({ spec: { color: 'red' } });
});

it('a container that was added to a pod is neither ready nor counted, and its end is told', () => {
  const told = run(manifest);
  start(told);
  runs(told, 'proxy');
  runs(told, 'app');
  told.tell('web', { type: 'PodReady' });
  const before = row(told, 'web');
  const created = get(told, 'pods', 'web').metadata.creationTimestamp!;
  const pod = { namespace: 'default', name: 'web', created };
  const spec = { name: 'debugger-1', image: 'tools:1' };
  const startedAt = '2026-01-01T00:01:00.5Z';
  told.ephemeral.put(pod, {
    spec,
    state: { is: 'waiting', reason: 'ErrImagePull', message: 'no such image' },
  });
  const status = (): unknown =>
    (get(told, 'pods', 'web')['status'] as { ephemeralContainerStatuses: unknown[] })
      .ephemeralContainerStatuses[0];
  expect(status()).toMatchObject({
    state: { waiting: { reason: 'ErrImagePull', message: 'no such image' } },
  });
  told.ephemeral.put(pod, { spec, state: { is: 'running', id: 'abc', startedAt } });
  expect(get(told, 'pods', 'web')).toMatchObject({ spec: { ephemeralContainers: [spec] } });
  expect(status()).toMatchObject({
    ...{ name: 'debugger-1', ready: false, restartCount: 0, containerID: 'docker://abc' },
    state: { running: { startedAt: '2026-01-01T00:01:00Z' } },
  });
  const finishedAt = '2026-01-01T00:02:00.5Z';
  told.ephemeral.put(pod, {
    spec,
    state: { is: 'terminated', id: 'abc', exitCode: 3, startedAt, finishedAt },
  });
  expect(status()).toMatchObject({ state: { terminated: { exitCode: 3, reason: 'Error' } } });
  expect(row(told, 'web')).toEqual(before);
});

it('a pod that is removed and made again is another pod, and one that another process takes over is the same', () => {
  const told = run(manifest);
  start(told);
  const { uid } = get(told, 'pods', 'web').metadata;
  const uidOfEvents = () =>
    new Set(
      told.store.list('events').objects.map((event) => (event['involvedObject'] as { uid: string }).uid),
    );
  told.tell('web', { type: 'PodReady' });
  const pods = told.pump;
  pods.gone({ project: 'shop', pid: 7 });
  expect(told.store.list('pods').objects).toEqual([]);
  // The other process tells when the pod was made, which was before the last that was told of it.
  const other = { project: 'shop', pid: 8 };
  const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString();
  const event = { seq: 1, project: 'shop', pod: 'web' };
  pods.objects(other, objectsOf(podsOf(manifest)));
  pods.event(other, {
    ...event,
    time: at(2),
    ...created(['proxy', 'sidecar'], ['app', 'app']),
  } as OutriderEvent);
  expect(get(told, 'pods', 'web').metadata.uid).toBe(uid);
  pods.event(other, { ...event, time: at(60), type: 'PodRemoved' } as OutriderEvent);
  pods.event(other, {
    ...event,
    time: at(61),
    ...created(['proxy', 'sidecar'], ['app', 'app']),
  } as OutriderEvent);
  const again = get(told, 'pods', 'web').metadata.uid;
  expect(again).not.toBe(uid);
  expect(uidOfEvents()).toEqual(new Set([again]));
});

it('what a client has written is shown until somebody brings another file, and then the file', () => {
  const written = new Set<string>();
  const told = run(manifest, false, written);
  start(told);
  const mine = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'default' } };
  const write = (data: Readonly<Record<string, string>>): void => {
    written.add('configmaps default/settings');
    told.store.put('configmaps', { ...mine, data });
  };
  const bring = (text: string): void =>
    told.pump.objects({ project: 'shop', pid: 7 }, objectsOf(podsOf(text)));
  const data = () => get(told, 'configmaps', 'settings')['data'];
  write({ a: 'mine' });
  // The same files again, and what the run was given with the write, change nothing.
  bring(manifest);
  bring(manifest.replace('data: {a: b}', 'data: {a: mine}'));
  expect(data()).toEqual({ a: 'mine' });
  bring(manifest.replace('data: {a: b}', 'data: {a: later}'));
  expect(data()).toEqual({ a: 'later' });
  written.add('configmaps default/settings');
  told.store.remove('configmaps', 'default', 'settings');
  bring(manifest);
  expect(data()).toEqual({ a: 'b' });
});

it('an event of one pod makes nothing else anew', () => {
  const told = run(manifest);
  start(told);
  told.tell('api', created(['app', 'app']));
  const versions = () =>
    ['pods', 'deployments.apps', 'configmaps', 'services'].flatMap((resource) =>
      told.store.list(resource).objects.map(({ metadata }) => `${metadata.name} ${metadata.resourceVersion}`),
    );
  const before = versions();
  runs(told, 'proxy');
  const changed = versions().filter((one) => !before.includes(one));
  expect(changed.map((one) => one.split(' ')[0])).toEqual(['web']);
});
