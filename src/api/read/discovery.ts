import { groupVersion, type Resource } from '../objects/resource.ts';

/** The answers under `/api` and `/apis` that say what is served. */
export interface Discovery {
  readonly legacyVersions: () => object;
  readonly groups: () => object;
  readonly group: (name: string) => object | undefined;
  readonly resources: (group: string, version: string) => object | undefined;
  /** In one answer (KEP-3352). @param isCore the core group, or all the others. */
  readonly aggregated: (isCore: boolean, version: string) => object;
}

/** @param resources in the order in which groups and resources are listed. */
export function discoveryOf(resources: readonly Resource[]): Discovery {
  const named = [...new Set(resources.map(({ group }) => group))].filter((group) => group !== '');
  const of = (group: string): readonly Resource[] => resources.filter((one) => one.group === group);
  const group = (name: string): object | undefined => (named.includes(name) ? groupOf(of(name)) : undefined);
  return {
    legacyVersions: () => ({
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [],
    }),
    groups: () => ({
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: named.map((name) => groupOf(of(name))),
    }),
    group: (name) => {
      const found = group(name);
      return found && { kind: 'APIGroup', apiVersion: 'v1', ...found };
    },
    resources: (name, version) => {
      const found = of(name).filter((one) => one.version === version);
      return found.length === 0 ? undefined : resourceList(found);
    },
    aggregated: (isCore, version) => ({
      kind: 'APIGroupDiscoveryList',
      apiVersion: `apidiscovery.k8s.io/${version}`,
      metadata: {},
      items: (isCore ? [''] : named).map((name) => discovered(of(name))),
    }),
  };
}

/** The versions of resources of one group, the first one preferred. */
function versionsOf(resources: readonly Resource[]): readonly string[] {
  return [...new Set(resources.map(({ version }) => version))];
}

function groupOf(resources: readonly Resource[]): object {
  const [{ group: name } = { group: '' }] = resources;
  const versions = versionsOf(resources).map((version) => ({
    groupVersion: groupVersion({ group: name, version }),
    version,
  }));
  return { name, versions, preferredVersion: versions[0] };
}

function resourceList(resources: readonly Resource[]): object {
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: groupVersion(resources[0]!),
    resources: resources.flatMap((one) => [apiResource(one), ...subresources(one)]),
  };
}

function apiResource({ name, singular, namespaced, kind, verbs, shortNames, categories }: Resource): object {
  return {
    ...{ name, singularName: singular, namespaced, kind, verbs },
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories.length > 0 && { categories }),
  };
}

function subresources({ name, namespaced, subresources: all }: Resource): readonly object[] {
  return all.map(({ group, version, ...one }) => ({
    ...{ name: `${name}/${one.name}`, singularName: '', namespaced },
    ...(group !== undefined && { group, version }),
    ...{ kind: one.kind, verbs: one.verbs },
  }));
}

function discovered(resources: readonly Resource[]): object {
  return {
    metadata: { name: resources[0]?.group ?? '', creationTimestamp: null },
    versions: versionsOf(resources).map((version) => ({
      version,
      freshness: 'Current',
      resources: resources.filter((one) => one.version === version).map(discoveredResource),
    })),
  };
}

function discoveredResource(resource: Resource): object {
  const { group, version, name, kind, singular, namespaced, verbs, shortNames, categories } = resource;
  const own = resource.subresources.map((one) => ({
    subresource: one.name,
    responseKind: { group: one.group ?? group, version: one.version ?? version, kind: one.kind },
    verbs: one.verbs,
  }));
  return {
    ...{
      resource: name,
      responseKind: { group, version, kind },
      scope: namespaced ? 'Namespaced' : 'Cluster',
    },
    ...{ singularResource: singular, verbs },
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories.length > 0 && { categories }),
    ...(own.length > 0 && { subresources: own }),
  };
}
