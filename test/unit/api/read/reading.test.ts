import { expect, it } from '@jest/globals';
import type { ApiObject } from '../../../../src/api/objects/api-object.ts';
import { builtIn } from '../../../../src/api/objects/resources.ts';
import { createReading } from '../../../../src/api/read/reading.ts';
import type { ApiResponse } from '../../../../src/api/request.ts';
import type { StatusError } from '../../../../src/api/status.ts';
import type { Store } from '../../../../src/api/store/store.ts';
import { kubernetesSchemas } from '../../../../src/cli/api/kubernetes-schemas.ts';
import { noTokens } from '../no-tokens.ts';
import { firstVersion, store } from '../objects/support.ts';

const map = (name: string, labels = {}): ApiObject => ({
  ...{ apiVersion: 'v1', kind: 'ConfigMap' },
  metadata: { name, namespace: 'default', labels },
  data: {},
});

const now = Date.UTC(2026, 0, 1, 0, 5);

async function ask(
  kept: Store,
  url: string,
  { accept = 'application/json', method = 'GET', body = '', signal = new AbortController().signal } = {},
): Promise<ApiResponse | undefined> {
  const [path = '', query = ''] = url.split('?');
  const reading = createReading({
    ...{ store: kept, now: () => now, token: () => 't', tokens: noTokens, usage: async () => usage },
    schemas: kubernetesSchemas,
  });
  const headers = { accept, 'content-type': 'application/json' };
  const request = { method, path, query: new URLSearchParams(query), headers, signal };
  return await reading(body === '' ? request : { ...request, body: new TextEncoder().encode(body) });
}

const usage = [
  { namespace: 'default', name: 'web', container: 'app', cpuPercent: 12.5, memoryBytes: 2 ** 20 },
];

async function got(kept: Store, url: string, options = {}) {
  const answer = await ask(kept, url, options);
  if (!answer || !('body' in answer)) throw new Error(`no whole answer to ${url}`);
  return JSON.parse(String(answer.body));
}

async function reasonOf(answer: Promise<unknown>): Promise<string> {
  return answer.then(
    () => 'none',
    (error) => (error as StatusError).status.reason,
  );
}

const maps = '/api/v1/namespaces/default/configmaps';

it('a list in pages is as it was at its first page', async () => {
  const kept = store();
  for (const name of ['a', 'b', 'c']) kept.put('configmaps', map(name));
  const first = await got(kept, `${maps}?limit=2`);
  expect(first.items.map((one: ApiObject) => one.metadata.name)).toEqual(['a', 'b']);
  expect(first.metadata).toMatchObject({ resourceVersion: String(firstVersion + 3), remainingItemCount: 1 });
  kept.remove('configmaps', 'default', 'c');
  const rest = await got(kept, `${maps}?limit=2&continue=${first.metadata.continue}`);
  expect(rest.items.map((one: ApiObject) => one.metadata.name)).toEqual(['c']);
  expect(rest.metadata).toEqual({ resourceVersion: first.metadata.resourceVersion });
  expect(await reasonOf(ask(kept, `${maps}?continue=nonsense`))).toBe('BadRequest');
});

it.each([
  ['limit=x', 'BadRequest', 'strconv.ParseInt: parsing "x": invalid syntax'],
  ['timeoutSeconds=', 'BadRequest', 'strconv.ParseInt: parsing "": invalid syntax'],
  ['resourceVersion=abc', 'BadRequest', 'invalid resource version: resourceVersion: Invalid value: "abc"'],
  ['continue=abc', 'BadRequest', 'invalid continue token: continue key is not valid'],
  [
    'resourceVersionMatch=Exact',
    'Invalid',
    'resourceVersionMatch is forbidden unless resourceVersion is provided',
  ],
  ['resourceVersionMatch=x&resourceVersion=1', 'Invalid', 'supported values: "Exact", "NotOlderThan", ""'],
  ['sendInitialEvents=true', 'Invalid', 'sendInitialEvents is forbidden for list'],
  ['watch=1&limit=x', 'BadRequest', 'strconv.ParseInt: parsing "x": invalid syntax'],
  [
    'watch=yes&resourceVersionMatch=Exact',
    'Invalid',
    'is forbidden for watch unless sendInitialEvents is provided',
  ],
])('a query of %s is refused as by a server', async (query, reason, words) => {
  const answer = ask(store(), `${maps}?${query}`);
  await expect(answer).rejects.toThrow(words);
  expect(await reasonOf(answer)).toBe(reason);
});

it('a limit below nothing is none', async () => {
  const kept = store();
  kept.put('configmaps', map('a'));
  expect((await got(kept, `${maps}?limit=-1`)).items).toHaveLength(1);
});

it('an object that is not there is not found, in a server’s words', async () => {
  await expect(ask(store(), `${maps}/none`)).rejects.toThrow('configmaps "none" not found');
  expect(await ask(store(), '/api/v1/namespaces/default/unknown')).toBeUndefined();
  expect(await ask(store(), '/nothing')).toMatchObject({ status: 404, body: '404 page not found\n' });
  expect(await reasonOf(ask(store(), maps, { method: 'PUT' }))).toBe('MethodNotAllowed');
});

it('a client that takes no JSON is refused, and one that takes it as well gets it', async () => {
  expect(await reasonOf(ask(store(), maps, { accept: 'application/vnd.kubernetes.protobuf' }))).toBe(
    'NotAcceptable',
  );
  const both = 'application/vnd.kubernetes.protobuf,application/json';
  expect(await got(store(), maps, { accept: both })).toMatchObject({ kind: 'ConfigMapList' });
});

it('a table has the columns of a server, and rows with metadata alone', async () => {
  const kept = store();
  kept.put('configmaps', { ...map('a'), data: { x: '1', y: '2' } });
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
  const table = await got(kept, maps, { accept });
  expect(table.columnDefinitions.map(({ name }: { name: string }) => name)).toEqual(['Name', 'Data', 'Age']);
  expect(table.rows[0].cells).toEqual(['a', 2, '5m']);
  expect(table.rows[0].object).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'a' } });
  expect((await got(kept, `${maps}/a`, { accept })).rows).toHaveLength(1);
});

it('groups and resources are told one by one and in one answer', async () => {
  const kept = store();
  const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';
  expect((await got(kept, '/apis')).groups.map(({ name }: { name: string }) => name)).toContain('apps');
  expect((await got(kept, '/api/v1')).resources).toContainEqual(
    expect.objectContaining({ name: 'pods/log', verbs: ['get'] }),
  );
  const all = await got(kept, '/apis', { accept: aggregated });
  expect(all).toMatchObject({ kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2' });
  expect((await got(kept, '/api')).versions).toEqual(['v1']);
  expect(await ask(kept, '/apis/nothing.io/v1')).toMatchObject({ status: 404 });
  expect(await got(kept, '/version')).toMatchObject({ major: '1', minor: '35' });
});

it('a kind that a client defines is served, with the columns that it asks for', async () => {
  const kept = store();
  kept.put('customresourcedefinitions.apiextensions.k8s.io', {
    ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
    metadata: { name: 'lamps.home.io' },
    spec: {
      ...{ group: 'home.io', scope: 'Namespaced', names: { plural: 'lamps', kind: 'Lamp' } },
      versions: [
        {
          ...{ name: 'v1', served: true },
          additionalPrinterColumns: [{ name: 'Color', type: 'string', jsonPath: '.spec.color' }],
        },
      ],
    },
  });
  kept.put('lamps.home.io', {
    ...{ apiVersion: 'home.io/v1', kind: 'Lamp', metadata: { name: 'desk', namespace: 'default' } },
    spec: { color: 'red' },
  });
  expect((await got(kept, '/apis/home.io/v1')).resources[0]).toMatchObject({ name: 'lamps', kind: 'Lamp' });
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
  expect((await got(kept, '/apis/home.io/v1/lamps', { accept })).rows[0].cells).toEqual(['desk', 'red']);
});

it('who has the token may do everything, and a client may ask in JSON or not', async () => {
  const url = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  const answer = await got(store(), url, { method: 'POST', body: '{"spec":{}}' });
  expect(answer.status).toEqual({ allowed: true });
  const tokens = '/apis/authentication.k8s.io/v1/tokenreviews';
  const review = (token: string) =>
    got(store(), tokens, { method: 'POST', body: JSON.stringify({ spec: { token } }) });
  expect((await review('t')).status.authenticated).toBe(true);
  expect((await review('other')).status.authenticated).toBe(false);
  expect(await reasonOf(ask(store(), url, { method: 'POST', body: '[' }))).toBe('BadRequest');
});

it('metrics tell what each container of a pod uses', async () => {
  const kept = store();
  kept.put('pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'default' } });
  const { items } = await got(kept, '/apis/metrics.k8s.io/v1beta1/namespaces/default/pods');
  expect(items[0].containers).toEqual([{ name: 'app', usage: { cpu: '125000000n', memory: '1024Ki' } }]);
  expect(await reasonOf(ask(kept, '/apis/metrics.k8s.io/v1beta1/namespaces/default/pods/none'))).toBe(
    'NotFound',
  );
});

it('the schema of a group has its kinds with all that they refer to, and what a request may ask for', async () => {
  const kept = store();
  const { paths } = await got(kept, '/openapi/v3');
  expect(Object.keys(paths)).toEqual(expect.arrayContaining(['api/v1', 'apis/apps/v1']));
  const url = paths['apis/apps/v1'].serverRelativeURL;
  expect(url).toMatch(/^\/openapi\/v3\/apis\/apps\/v1\?hash=/);
  const document = await got(kept, url);
  const { schemas } = document.components;
  const text = JSON.stringify(schemas);
  const missing = [...text.matchAll(/#\/components\/schemas\/([^"]+)/g)].filter(
    ([, name]) => !schemas[name!],
  );
  expect(missing).toEqual([]);
  expect(schemas['io.k8s.api.apps.v1.Deployment'].properties.spec).toBeDefined();
  expect(schemas['io.k8s.api.core.v1.Service']).toBeUndefined();
  const { patch } = document.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}'];
  expect(patch.parameters.map(({ name }: { name: string }) => name)).toContain('fieldValidation');
  expect(await ask(kept, '/openapi/v3/apis/none/v1')).toMatchObject({ status: 404 });
});

it('every kind that is served has a schema, but for reviews and metrics', async () => {
  const schemas = await kubernetesSchemas();
  const kinds = Object.values(schemas).flatMap((schema) => schema['x-kubernetes-group-version-kind'] ?? []);
  const missing = builtIn.filter(
    ({ group, version, kind, verbs }) =>
      verbs.includes('list') &&
      group !== 'metrics.k8s.io' &&
      !(kinds as { group: string }[]).some(
        (one) => JSON.stringify(one) === JSON.stringify({ group, kind, version }),
      ),
  );
  expect(missing.map(({ kind }) => kind)).toEqual([]);
});
