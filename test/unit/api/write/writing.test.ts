import { expect, it } from '@jest/globals';
import type { ApiObject } from '../../../../src/api/objects/api-object.ts';
import type { RunDocuments } from '../../../../src/api/ports.ts';
import type { ApiRequest } from '../../../../src/api/request.ts';
import { handle } from '../../../../src/api/serve/handle.ts';
import { StatusError } from '../../../../src/api/status.ts';
import { createEphemeralContainers } from '../../../../src/api/store/ephemeral-containers.ts';
import { createStore } from '../../../../src/api/store/store.ts';
import { createWriting } from '../../../../src/api/write/writing.ts';
import { kindSchemas } from '../../../../src/cli/api/kind-schemas.ts';
import { readManifests } from '../../../../src/manifest/read.ts';

const container = (image: string) => ({ name: 'app', image });
const template = (image: string) => ({
  metadata: { labels: { app: 'web' } },
  spec: {
    containers: [
      {
        ...container(image),
        env: [{ name: 'LEVEL', valueFrom: { configMapKeyRef: { name: 'settings', key: 'level' } } }],
      },
    ],
  },
});
const deployment = {
  ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'default' } },
  spec: { replicas: 3, selector: { matchLabels: { app: 'web' } }, template: template('app:1') },
};
const settings = {
  ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'default' } },
  data: { level: 'info' },
};
const single = {
  ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'single', namespace: 'default' } },
  spec: { containers: [container('one:1')] },
};

/** An API over runs that a test plays: what is applied is read as a file would be. */
function api(files: readonly object[] = [deployment, settings, single]) {
  const store = createStore({ firstVersion: 1, now: () => '2026-01-02T03:04:05.000Z', uid: () => 'uid' });
  const keys: Record<string, string> = {
    Pod: 'pods',
    Deployment: 'deployments.apps',
    ConfigMap: 'configmaps',
  };
  for (const file of files) store.put(keys[(file as ApiObject).kind]!, file as ApiObject);
  const read = (documents: readonly object[]) => {
    const texts = documents.map((document, at) => ({ file: `${at}`, text: JSON.stringify(document) }));
    return readManifests(texts);
  };
  const told: string[] = [];
  const applied: (readonly object[])[] = [];
  const runs = async (): Promise<readonly RunDocuments[]> => {
    const { pods } = read(files);
    return [{ pods, documents: files as RunDocuments['documents'] }];
  };
  const ports = {
    documents: runs,
    check: (documents: readonly object[]) => read(documents).pods.map(({ name }) => name),
    apply: async (documents: readonly object[]) => {
      applied.push(documents);
      for (const one of documents as ApiObject[]) {
        const key = keys[one.kind];
        if (key !== undefined) store.put(key, one);
      }
    },
    remove: async ({ name }: { name: string }, grace?: number) =>
      void told.push(`remove ${name} ${grace ?? ''}`.trim()),
    restart: async ({ name }: { name: string }) => void told.push(`restart ${name}`),
    debug: async (_pod: unknown, { image }: Readonly<Record<string, unknown>>) => {
      if (image === 'bad') throw new StatusError('Invalid', 'the image is bad');
      return () => void told.push(`debug with ${image}`);
    },
  };
  const written = new Set<string>();
  const ephemeral = createEphemeralContainers();
  const now = () => '2026-01-02T03:04:05.000Z';
  const handler = createWriting({ store, ports, written, ephemeral, kinds: kindSchemas, now });
  const ask = async (method: string, path: string, body?: unknown, type = 'application/json') => {
    const [plain = '', query] = path.split('?');
    const request: ApiRequest = {
      ...{ method, path: plain, query: new URLSearchParams(query), headers: { 'content-type': type } },
      ...(body !== undefined && {
        body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      }),
      signal: new AbortController().signal,
    };
    const answer = await handle(request, [handler]);
    return { code: answer.status, body: JSON.parse('body' in answer ? String(answer.body) : 'null') };
  };
  return { ask, store, applied, told, written, ephemeral };
}

const pods = '/api/v1/namespaces/default/pods';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const configMaps = '/api/v1/namespaces/default/configmaps';
const strategic = 'application/strategic-merge-patch+json';
const merge = 'application/merge-patch+json';

const kindsOf = (documents: readonly object[] = []) => documents.map((one) => (one as ApiObject).kind);

it('a new pod is given to a run with the data of its namespace', async () => {
  const { ask, applied } = api();
  const pod = { ...single, metadata: { name: 'fresh' } };
  const { code, body } = await ask('POST', pods, pod);
  expect([code, body.metadata.name, body.metadata.namespace]).toEqual([201, 'fresh', 'default']);
  expect(applied).toHaveLength(1);
  expect(kindsOf(applied[0])).toEqual(['Pod', 'ConfigMap']);
});

it('a pod that is there already is not made twice', async () => {
  const { ask, applied } = api();
  expect(await ask('POST', pods, single)).toMatchObject({
    ...{ code: 409, body: { reason: 'AlreadyExists', message: 'pods "single" already exists' } },
  });
  expect(applied).toEqual([]);
});

it('an image that is set goes into the document of the file, which has no defaults', async () => {
  const { ask, applied } = api();
  const patch = { spec: { template: { spec: { containers: [container('app:2')] } } } };
  const { code, body } = await ask('PATCH', `${deployments}/web`, patch, strategic);
  expect([code, body.spec.template.spec.containers[0].image]).toEqual([200, 'app:2']);
  expect(applied[0]![0]).toEqual({
    ...deployment,
    spec: { ...deployment.spec, template: template('app:2') },
  });
});

it('of a pod that runs nothing but images can be changed', async () => {
  const { ask, applied } = api();
  const set = (spec: object) => ask('PATCH', `${pods}/single`, { spec }, strategic);
  expect(await set({ hostname: 'other' })).toMatchObject({ code: 422, body: { reason: 'Invalid' } });
  expect(applied).toEqual([]);
  expect(await set({ containers: [container('one:2')] })).toMatchObject({ code: 200 });
  expect(applied).toHaveLength(1);
});

it('fewer replicas end the last pods, and none end all of them', async () => {
  const { ask, told, applied, store } = api();
  const scale = (replicas: number) => ask('PATCH', `${deployments}/web/scale`, { spec: { replicas } }, merge);
  expect((await scale(2)).body).toMatchObject({ kind: 'Scale', spec: { replicas: 2 } });
  expect(told).toEqual(['remove web-2']);
  expect(applied).toHaveLength(1);
  await scale(0);
  expect(told.slice(1).sort()).toEqual(['remove web-0', 'remove web-1', 'remove web-2']);
  expect(store.get('deployments.apps', 'default', 'web')).toMatchObject({ spec: { replicas: 0 } });
});

it('a rollout restarts the pods that there are', async () => {
  const { ask, told } = api();
  const annotations = { 'kubectl.kubernetes.io/restartedAt': '2026-01-02T03:04:05Z' };
  await ask('PATCH', `${deployments}/web`, { spec: { template: { metadata: { annotations } } } }, strategic);
  expect(told).toEqual(['restart web-0', 'restart web-1', 'restart web-2']);
});

it('a changed ConfigMap is given to the pods that read it, and to no other', async () => {
  const { ask, applied, store, written } = api();
  const { code } = await ask('PATCH', `${configMaps}/settings`, { data: { level: 'debug' } }, merge);
  expect(code).toBe(200);
  expect(kindsOf(applied[0])).toEqual(['Deployment', 'ConfigMap']);
  expect(applied[0]![1]).toMatchObject({ data: { level: 'debug' } });
  expect(store.get('configmaps', 'default', 'settings')).toMatchObject({ data: { level: 'debug' } });
  expect([...written]).toEqual(['configmaps default/settings']);
});

it('a ConfigMap that no pod reads is kept, and a Secret’s words are kept as bytes', async () => {
  const { ask, applied } = api();
  const secret = {
    ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'word' } },
    stringData: { word: 'open' },
  };
  const { code, body } = await ask('POST', '/api/v1/namespaces/default/secrets', secret);
  expect([code, body.data, body.type, body.stringData]).toEqual([
    201,
    { word: 'b3Blbg==' },
    'Opaque',
    undefined,
  ]);
  expect(applied).toEqual([]);
});

it('what somebody else has changed meanwhile is a conflict', async () => {
  const { ask, store } = api();
  const { resourceVersion } = store.get('configmaps', 'default', 'settings')!.metadata;
  const replaced = { ...settings, metadata: { ...settings.metadata, resourceVersion } };
  expect((await ask('PUT', `${configMaps}/settings`, { ...replaced, data: { level: 'warn' } })).code).toBe(
    200,
  );
  expect(await ask('PUT', `${configMaps}/settings`, replaced)).toMatchObject({
    code: 409,
    body: {
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "settings": the object has been modified; please apply your changes to the latest version and try again',
    },
  });
});

it('a pod is deleted with the grace period that is asked for, a workload with its pods', async () => {
  const { ask, told } = api();
  expect((await ask('DELETE', `${pods}/single`, { gracePeriodSeconds: 3 })).code).toBe(200);
  const { body } = await ask('DELETE', `${deployments}/web`);
  expect(body).toMatchObject({ kind: 'Status', status: 'Success', details: { name: 'web', group: 'apps' } });
  expect(told).toEqual(['remove single 3', 'remove web-0', 'remove web-1', 'remove web-2']);
  expect((await ask('DELETE', `${pods}/nope`)).body.message).toBe('pods "nope" not found');
});

it('a dry run changes nothing and refuses what could not be', async () => {
  const { ask, applied, told, store } = api();
  expect((await ask('POST', `${pods}?dryRun=All`, { ...single, metadata: { name: 'dry' } })).code).toBe(201);
  await ask('DELETE', `${pods}/single?dryRun=All`);
  await ask('PATCH', `${configMaps}/settings?dryRun=All`, { data: { level: 'x' } }, merge);
  expect([applied, told]).toEqual([[], []]);
  expect(store.get('configmaps', 'default', 'settings')).toMatchObject({ data: { level: 'info' } });
});

it('a kind that is defined can be written at once, with counted generations and finalizers that hold it', async () => {
  const { ask } = api([]);
  const definition = {
    ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
    metadata: { name: 'routes.mesh.dev' },
    spec: {
      group: 'mesh.dev',
      names: { plural: 'routes', kind: 'Route' },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true }],
    },
  };
  const made = await ask('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition);
  expect(made.body.status.conditions.map(({ type }: { type: string }) => type)).toContain('Established');
  const routes = '/apis/mesh.dev/v1/namespaces/default/routes';
  const route = {
    apiVersion: 'mesh.dev/v1',
    kind: 'Route',
    metadata: { name: 'a', finalizers: ['f'] },
    spec: { to: 'x' },
  };
  expect((await ask('POST', routes, route)).body.metadata.generation).toBe(1);
  expect((await ask('PATCH', `${routes}/a`, { spec: { to: 'y' } }, merge)).body.metadata.generation).toBe(2);
  expect((await ask('PATCH', `${routes}/a`, { spec: {} }, strategic)).code).toBe(415);
  expect((await ask('DELETE', `${routes}/a`)).body.metadata.deletionTimestamp).toBe('2026-01-02T03:04:05Z');
  await ask('PATCH', `${routes}/a`, { metadata: { finalizers: null } }, merge);
  expect((await ask('DELETE', `${routes}/a`)).code).toBe(404);
});

it('a status that is written changes nothing else, and what else is written leaves the status alone', async () => {
  const { ask } = api([]);
  await ask('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
    metadata: { name: 'routes.mesh.dev' },
    spec: {
      ...{ group: 'mesh.dev', scope: 'Namespaced', names: { plural: 'routes', kind: 'Route' } },
      versions: [{ name: 'v1', served: true, storage: true, subresources: { status: {} } }],
    },
  });
  const routes = '/apis/mesh.dev/v1/namespaces/default/routes';
  const route = { apiVersion: 'mesh.dev/v1', kind: 'Route', metadata: { name: 'a' } };
  const made = await ask('POST', routes, { ...route, spec: { to: 'x' }, status: { of: 'a client' } });
  expect(made.body).not.toHaveProperty('status');
  const accepted = { ...route, spec: {}, status: { accepted: true } };
  for (const [method, type] of [['PUT'], ['PATCH', merge]] as const) {
    const { body } = await ask(method, `${routes}/a/status`, accepted, type);
    expect(body).toMatchObject({
      spec: { to: 'x' },
      status: { accepted: true },
      metadata: { generation: 1 },
    });
  }
  const changed = await ask('PUT', `${routes}/a`, { ...route, spec: { to: 'y' } });
  expect(changed.body).toMatchObject({
    spec: { to: 'y' },
    status: { accepted: true },
    metadata: { generation: 2 },
  });
});

it('an object of a defined kind gets the defaults of its schema, and is refused when it is not as that wants it', async () => {
  const { ask, store } = api([]);
  const text = { type: 'string' };
  const to = {
    ...text,
    'x-kubernetes-validations': [{ rule: 'self != "nowhere"', message: 'leads nowhere' }],
  };
  const spec = { type: 'object', properties: { to, weight: { type: 'integer', default: 1 } } };
  await ask('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
    metadata: { name: 'routes.mesh.dev' },
    spec: {
      ...{ group: 'mesh.dev', scope: 'Namespaced', names: { plural: 'routes', kind: 'Route' } },
      versions: [
        {
          ...{ name: 'v1', served: true, storage: true },
          schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
        },
      ],
    },
  });
  const routes = '/apis/mesh.dev/v1/namespaces/default/routes';
  const route = (fields: object) => ({
    ...{ apiVersion: 'mesh.dev/v1', kind: 'Route', metadata: { name: 'a' }, spec: fields },
  });
  const wrong = await ask('POST', routes, route({ to: 'nowhere', weight: 'much' }));
  expect([wrong.code, wrong.body.details.causes.map(({ field }: { field: string }) => field)]).toEqual([
    422,
    ['spec.to', 'spec.weight'],
  ]);
  expect((await ask('POST', `${routes}?fieldValidation=Strict`, route({ two: 1 }))).code).toBe(400);
  expect(store.list('routes.mesh.dev').objects).toEqual([]);
  expect((await ask('POST', routes, route({ to: 'x' }))).body.spec).toEqual({ to: 'x', weight: 1 });
});

it.each([
  ['JSON that is none', '{"kind": ', 'application/json', 400],
  ['YAML that is none', 'a: [', 'application/yaml', 400],
  ['no object', '[]', 'application/json', 400],
  ['another kind', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } }, 'application/json', 400],
  ['another namespace', { ...settings, metadata: { name: 'a', namespace: 'x' } }, 'application/json', 400],
  ['no name', { ...settings, metadata: {} }, 'application/json', 422],
  ['a type that nobody reads', settings, 'application/vnd.kubernetes.protobuf', 415],
])('a body that cannot be taken is one Status: %s', async (_what, body, type, code) => {
  const { ask, applied } = api();
  const answer = await ask('POST', configMaps, body, type);
  expect([answer.code, answer.body.kind, applied]).toEqual([code, 'Status', []]);
});

it('server-side apply makes an object that is not there, and merges into one that is', async () => {
  const { ask, store } = api();
  const apply = (data: object) =>
    ask(
      'PATCH',
      `${configMaps}/new?fieldManager=me`,
      { ...settings, metadata: { name: 'new' }, data },
      'application/apply-patch+yaml',
    );
  expect((await apply({ a: '1' })).code).toBe(201);
  expect((await apply({ b: '2' })).code).toBe(200);
  expect(store.get('configmaps', 'default', 'new')).toMatchObject({ data: { a: '1', b: '2' } });
});

const debuggers = `${pods}/single/ephemeralcontainers`;
const debugger1 = { name: 'debugger-1', image: 'tools:1', stdin: true, tty: true, resources: {} };

it('a container that is added to a pod that runs is started, and stands in the pod', async () => {
  const { ask, told, ephemeral, applied, store } = api();
  const add = (...all: object[]) =>
    ask('PATCH', debuggers, { spec: { ephemeralContainers: all } }, strategic);
  expect(await add({ ...debugger1, targetContainerName: 'app' })).toMatchObject({ code: 200 });
  expect([told, applied]).toEqual([['debug with tools:1'], []]);
  const created = store.get('pods', 'default', 'single')!.metadata.creationTimestamp!;
  const pod = { namespace: 'default', name: 'single', created };
  expect(ephemeral.of(pod)).toMatchObject([
    { spec: { name: 'debugger-1' }, state: { is: 'waiting', reason: 'ContainerCreating' } },
  ]);
  // A pod that is made anew under this name has none.
  expect(ephemeral.of({ ...pod, created: '2026-01-02T03:04:06Z' })).toEqual([]);
  expect((await ask('PATCH', `${debuggers}?dryRun=All`, { spec: {} }, strategic)).code).toBe(200);
});

it('a container that cannot be added is refused in the words of a server, and nothing is started', async () => {
  const { ask, told } = api();
  const problem = async (container: object): Promise<string> => {
    const body = { spec: { ephemeralContainers: [{ ...debugger1, ...container }] } };
    const answer = await ask('PATCH', debuggers, body, strategic);
    expect(answer.code).toBe(422);
    return answer.body.message.replace('Pod "single" is invalid: spec.ephemeralContainers[0].', '');
  };
  expect(await problem({ name: 'app' })).toBe('name: Duplicate value: "app"');
  expect(await problem({ name: 'No' })).toBe('name: Invalid value: "No": a DNS label is required');
  expect(await problem({ image: '' })).toBe('image: Required value');
  expect(await problem({ ports: [{ containerPort: 80 }] })).toBe(
    'ports: Forbidden: cannot be set for an Ephemeral Container',
  );
  expect(await problem({ volumeMounts: [{ name: 'v', mountPath: '/v' }] })).toMatch(
    /^volumeMounts: Forbidden/,
  );
  expect(await problem({ targetContainerName: 'nope' })).toBe('targetContainerName: Not found: "nope"');
  expect(await problem({ image: 'bad' })).toBe('the image is bad');
  expect((await ask('PATCH', `${pods}/none/ephemeralcontainers`, {}, strategic)).code).toBe(404);
  expect(told).toEqual([]);
});

it('containers that were added stay as they are', async () => {
  const { ask, store } = api();
  const added = { ...single, spec: { ...single.spec, ephemeralContainers: [debugger1] } };
  store.put('pods', added as ApiObject);
  const replace = async (all: readonly object[]) =>
    (await ask('PUT', debuggers, { ...single, spec: { ...single.spec, ephemeralContainers: all } })).body
      .message;
  expect(await replace([])).toContain('existing ephemeral containers "debugger-1" may not be removed');
  expect(await replace([{ ...debugger1, tty: false }])).toContain('"debugger-1" may not be changed');
  expect(await replace([debugger1])).toBeUndefined();
});
