import { type ApiObject, fieldAt } from '../objects/api-object.ts';
import { type Resource, resourceKey } from '../objects/resource.ts';
import { builtIn } from '../objects/resources.ts';
import type { Store } from './store.ts';

export const definitionsKey = 'customresourcedefinitions.apiextensions.k8s.io';

/** Every resource that is served now: those that are always there, and every served version of each custom one. */
export function knownResources(store: Pick<Store, 'list'>): readonly Resource[] {
  return [...builtIn, ...store.list(definitionsKey).objects.flatMap(customResources)];
}

/** The resource of a group, version and plural name; undefined when none is served under it. */
export function findResource(
  store: Pick<Store, 'list'>,
  { group, version, name }: Pick<Resource, 'group' | 'version' | 'name'>,
): Resource | undefined {
  return knownResources(store).find(
    (one) => one.name === name && one.group === group && one.version === version,
  );
}

/** The resource that holds objects of an apiVersion and kind. */
export function resourceOfKind(
  store: Pick<Store, 'list'>,
  apiVersion: string,
  kind: string,
): Resource | undefined {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  return knownResources(store).find(
    (one) =>
      one.kind === kind &&
      one.group === group &&
      one.version === version &&
      !one.verbs.every((verb) => verb === 'create'),
  );
}

/** What the store calls a resource. Both groups of events are the same objects. */
export function storeKey(resource: Pick<Resource, 'group' | 'name'>): string {
  return resource.group === 'events.k8s.io' ? 'events' : resourceKey(resource);
}

/** The schema of an object's custom kind; undefined for a kind that is always there. */
export function schemaOf(
  store: Pick<Store, 'list'>,
  { apiVersion, kind }: Pick<ApiObject, 'apiVersion' | 'kind'>,
): object | undefined {
  const [version, group = ''] = apiVersion.split('/').reverse();
  for (const { spec } of store.list(definitionsKey).objects) {
    const definition = spec as Definition;
    if (definition.group !== group || definition.names?.kind !== kind) continue;
    return definition.versions?.find(({ name }) => name === version)?.schema?.openAPIV3Schema;
  }
  return undefined;
}

const verbs = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

function customResources({ spec }: ApiObject): readonly Resource[] {
  const { group, names, scope, versions } = (spec ?? {}) as Definition;
  if (typeof group !== 'string' || !names?.plural || !Array.isArray(versions)) return [];
  return versions
    .filter(({ served }) => served)
    .map((version) => ({
      ...{ group, version: version.name, name: names.plural, kind: names.kind, verbs },
      singular: names.singular ?? names.kind.toLowerCase(),
      namespaced: scope !== 'Cluster',
      shortNames: names.shortNames ?? [],
      categories: names.categories ?? [],
      subresources: fieldAt(version, 'subresources', 'status')
        ? [{ name: 'status', kind: names.kind, verbs: ['get', 'patch', 'update'] }]
        : [],
    }));
}

interface Definition {
  readonly group?: string;
  readonly scope?: string;
  readonly names?: {
    readonly plural: string;
    readonly kind: string;
    readonly singular?: string;
    readonly shortNames?: readonly string[];
    readonly categories?: readonly string[];
  };
  readonly versions?: readonly {
    readonly name: string;
    readonly served: boolean;
    readonly schema?: { readonly openAPIV3Schema?: object };
  }[];
}
