import { groupVersion, type Resource } from '../objects/resource.ts';
import type { ApiRequest, WholeResponse } from '../request.ts';
import { knownResources } from '../store/known-resources.ts';
import type { Store } from '../store/store.ts';
import { json } from './json.ts';
import { serverVersion } from './version.ts';

/**
 * `/openapi/v3` and the document of each group and version: the paths with their kinds, and that a client may leave validation to the
 * server. The fields of the kinds are not in it. Undefined for other paths.
 */
export function answerOpenApi({ path, method }: ApiRequest, store: Store): WholeResponse | undefined {
  const [root, version, ...rest] = path.split('/').filter((part) => part !== '');
  if (method !== 'GET' || root !== 'openapi' || version !== 'v3') return undefined;
  const all = knownResources(store);
  if (rest.length === 0) return json(200, { paths: Object.fromEntries(all.map(indexEntry)) });
  const own = all.filter((one) => folderOf(one) === rest.join('/'));
  return own.length === 0 ? undefined : json(200, documentOf(own));
}

function folderOf(resource: Resource): string {
  return resource.group === '' ? `api/${resource.version}` : `apis/${groupVersion(resource)}`;
}

function indexEntry(resource: Resource): readonly [string, object] {
  const folder = folderOf(resource);
  return [folder, { serverRelativeURL: `/openapi/v3/${folder}` }];
}

function documentOf(resources: readonly Resource[]): object {
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: serverVersion.gitVersion },
    paths: Object.fromEntries(resources.map(pathEntry)),
    components: { schemas: {} },
  };
}

function pathEntry(resource: Resource): readonly [string, object] {
  const { namespaced, name, verbs } = resource;
  const path = `/${folderOf(resource)}/${namespaced ? 'namespaces/{namespace}/' : ''}${name}/{name}`;
  const operations = { get: 'get', put: 'update', patch: 'patch', delete: 'delete' };
  const served = Object.entries(operations).filter(([, verb]) => verbs.includes(verb));
  return [
    path,
    Object.fromEntries(served.map(([method, verb]) => [method, operation(resource, method, verb)])),
  ];
}

/** kubectl looks for the parameter here before it relies on the server (cli-runtime, pkg/resource/query_param_verifier_v3.go). */
const validated = ['put', 'patch'];
const fieldValidation = {
  name: 'fieldValidation',
  in: 'query',
  schema: { type: 'string', uniqueItems: true },
};

function operation({ group, version, kind }: Resource, method: string, verb: string): object {
  return {
    ...(validated.includes(method) && { parameters: [fieldValidation] }),
    responses: { '200': { description: 'OK' } },
    'x-kubernetes-action': verb,
    'x-kubernetes-group-version-kind': { group, version, kind },
  };
}
