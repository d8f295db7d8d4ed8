import type { Resource } from '../objects/resource.ts';

/** What clients look for before they send either: whether a server knows it. */
const writeParameters = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => ({
  ...{ name, in: 'query', schema: { type: 'string', uniqueItems: true } },
}));

const actions: Readonly<Record<string, readonly [method: string, action: string]>> = {
  list: ['get', 'list'],
  create: ['post', 'post'],
  get: ['get', 'get'],
  update: ['put', 'put'],
  patch: ['patch', 'patch'],
  delete: ['delete', 'delete'],
};

/** The paths of a resource as OpenAPI has them: enough to find its kind, and what a request may ask for. @param root `apis/apps/v1`. */
export function pathsOf(resource: Resource, root: string): Readonly<Record<string, object>> {
  const { name, namespaced } = resource;
  const list = namespaced ? `/${root}/namespaces/{namespace}/${name}` : `/${root}/${name}`;
  return {
    ...(namespaced && { [`/${root}/${name}`]: operations(resource, ['list']) }),
    [list]: operations(resource, ['list', 'create']),
    [`${list}/{name}`]: operations(resource, ['get', 'update', 'patch', 'delete']),
  };
}

function operations(resource: Resource, verbs: readonly string[]): Readonly<Record<string, object>> {
  const { group, version, kind } = resource;
  const known = verbs.filter((verb) => resource.verbs.includes(verb));
  return Object.fromEntries(
    known.map((verb) => {
      const [method, action] = actions[verb]!;
      const writes = ['post', 'put', 'patch'].includes(method);
      const operation = {
        ...(writes && { parameters: writeParameters }),
        responses: { '200': { description: 'OK' } },
        'x-kubernetes-action': action,
        'x-kubernetes-group-version-kind': { group, version, kind },
      };
      return [method, operation];
    }),
  );
}
