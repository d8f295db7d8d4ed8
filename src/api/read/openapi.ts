import { createHash } from 'node:crypto';
import { type ApiObject, fieldAt } from '../objects/api-object.ts';
import { groupVersion, type Resource } from '../objects/resource.ts';
import type { ApiRequest, WholeResponse } from '../request.ts';
import { definitionsKey, knownResources } from '../store/known-resources.ts';
import type { Store } from '../store/store.ts';
import { json } from './json.ts';
import { negotiate } from './negotiate.ts';
import { pathsOf } from './openapi-paths.ts';

/** OpenAPI schemas by name: `io.k8s.api.core.v1.Pod`. */
export type Schemas = Readonly<Record<string, Schema>>;
type Schema = Readonly<Record<string, unknown>>;

const gvkField = 'x-kubernetes-group-version-kind';

/**
 * The answers under `/openapi/v3`: which documents there are, and the schemas of one group and version; undefined for another path.
 *
 * @param schemas of Kubernetes' kinds; they are unpacked for each answer, as they are asked for seldom.
 * @throws StatusError `NotAcceptable`.
 */
export async function answerOpenApi(
  { method, path, headers }: Pick<ApiRequest, 'method' | 'path' | 'headers'>,
  store: Store,
  schemas: () => Promise<Schemas>,
): Promise<WholeResponse | undefined> {
  if (method !== 'GET' || !/^\/openapi\/v3(\/[^/]|$)/.test(path)) return undefined;
  negotiate(headers['accept']);
  const resources = knownResources(store).filter(({ group }) => group !== 'metrics.k8s.io');
  const wanted = path.slice('/openapi/v3'.length).replaceAll(/^\/|\/$/g, '');
  if (wanted === '') return json(200, { paths: documents(resources) });
  const own = resources.filter((one) => rootOf(one) === wanted);
  if (own.length === 0) return undefined;
  const all = { ...(await schemas()), ...customSchemas(store) };
  return json(200, {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.35.4' },
    paths: Object.assign({}, ...own.map((one) => pathsOf(one, rootOf(one)))),
    components: { schemas: withReferences(own, all) },
  });
}

/** `api/v1`, `apis/apps/v1`. */
function rootOf(resource: Resource): string {
  return `${resource.group === '' ? 'api' : 'apis'}/${groupVersion(resource)}`;
}

/** Clients keep a document for as long as its hash is the same. */
function documents(resources: readonly Resource[]): Readonly<Record<string, object>> {
  const roots = [...new Set(resources.map(rootOf))];
  return Object.fromEntries(
    roots.map((root) => {
      const own = resources.filter((one) => rootOf(one) === root);
      const hash = createHash('sha256').update(JSON.stringify(own)).digest('hex').toUpperCase();
      return [root, { serverRelativeURL: `/openapi/v3/${root}?hash=${hash}` }];
    }),
  );
}

/** The schemas of some kinds, and those that they refer to. */
function withReferences(resources: readonly Resource[], all: Schemas): Schemas {
  const found: Record<string, Schema> = {};
  const take = (name: string): void => {
    const schema = all[name];
    if (!schema || found[name]) return;
    found[name] = schema;
    for (const [, other] of JSON.stringify(schema).matchAll(/#\/components\/schemas\/([^"]+)/g)) take(other!);
  };
  for (const [name, schema] of Object.entries(all)) {
    const kinds = (schema[gvkField] ?? []) as readonly Pick<Resource, 'group' | 'version' | 'kind'>[];
    if (kinds.some((gvk) => resources.some((one) => isKind(one, gvk)))) take(name);
  }
  return found;
}

function isKind(
  one: Resource,
  { group, version, kind }: Pick<Resource, 'group' | 'version' | 'kind'>,
): boolean {
  return one.group === group && one.version === version && one.kind === kind;
}

/** Those that CustomResourceDefinitions bring. */
function customSchemas(store: Store): Schemas {
  const definitions = store.list(definitionsKey).objects;
  return Object.fromEntries(definitions.flatMap((definition) => schemasOf(definition)));
}

function schemasOf({ spec }: ApiObject): readonly (readonly [string, Schema])[] {
  const group = String(fieldAt(spec, 'group'));
  const kind = String(fieldAt(spec, 'names', 'kind'));
  const versions = (fieldAt(spec, 'versions') ?? []) as readonly { readonly name: string }[];
  const metadata = { $ref: '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' };
  return versions.map((version) => {
    const schema = (fieldAt(version, 'schema', 'openAPIV3Schema') ?? { type: 'object' }) as Schema;
    const text = { type: 'string' };
    const properties = { ...(schema['properties'] as object), apiVersion: text, kind: text, metadata };
    const name = `${group.split('.').reverse().join('.')}.${version.name}.${kind}`;
    return [name, { ...schema, properties, [gvkField]: [{ group, version: version.name, kind }] }];
  });
}
