import type { Diagnostic } from '../diagnostic.ts';
import { expandLists, isMapping, type SourceDocument } from '../documents.ts';
import { locate } from '../locate.ts';
import { error, type Path, type Problem } from '../problem.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * What makes no sense in the routes of VirtualServices: weights that no request could follow, as istiod refuses them
 * (istio: `pkg/config/validation`, validateWeights), and hosts that nothing in the files serves.
 */
export function routeProblems(given: readonly SourceDocument[]): readonly Diagnostic[] {
  const documents = given.flatMap(expandLists);
  const hosts = servedHosts(documents);
  return documents.flatMap((document) => {
    const { value } = document;
    if (!isMapping(value) || value['kind'] !== 'VirtualService' || !isMapping(value['spec'])) return [];
    const namespace = textAt(value['metadata'], 'namespace') ?? 'default';
    return routesOf(value['spec'])
      .flatMap(({ path, destinations }) => [
        ...weightProblems(destinations, path),
        ...destinations.flatMap((one, index) => hostProblems(one, [...path, index], { namespace, hosts })),
      ])
      .map(locate(document));
  });
}

interface Route {
  readonly path: Path;
  readonly destinations: readonly Fields[];
}

function routesOf(spec: Fields): readonly Route[] {
  return ['http', 'tcp', 'tls'].flatMap((protocol) =>
    listAt(spec, protocol).flatMap((rule, index) => {
      const destinations = listAt(rule, 'route');
      return destinations.length === 0 ? [] : [{ path: ['spec', protocol, index, 'route'], destinations }];
    }),
  );
}

function weightProblems(destinations: readonly Fields[], path: Path): readonly Problem[] {
  const weights = destinations.map(({ weight = 0 }) => Number(weight));
  const negative = weights.flatMap((weight, index) =>
    weight < 0
      ? [error('invalid-value', [...path, index, 'weight'], `needs 0 or more, found ${weight}`)]
      : [],
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (negative.length > 0 || destinations.length < 2 || total !== 0) return negative;
  return [
    error('invalid-value', path, 'the weights of its destinations are 0 in all, so none gets a request', {
      on: 'key',
    }),
  ];
}

function hostProblems(
  { destination }: Fields,
  path: Path,
  { namespace, hosts }: { readonly namespace: string; readonly hosts: readonly string[] },
): readonly Problem[] {
  const host = textAt(destination, 'host');
  if (host === undefined || hosts.some((one) => serves(one, inFull(host, namespace)))) return [];
  const hint = 'a Service or a ServiceEntry of this name has to be among the files';
  return [error('missing-reference', [...path, 'destination', 'host'], `nothing serves ${host}`, { hint })];
}

/** Names in full, as istiod has them; one of a ServiceEntry may begin with `*.`. */
function servedHosts(documents: readonly SourceDocument[]): readonly string[] {
  return documents.flatMap(({ value }) => {
    if (!isMapping(value)) return [];
    const namespace = textAt(value['metadata'], 'namespace') ?? 'default';
    const name = textAt(value['metadata'], 'name');
    if (value['kind'] === 'Service' && name !== undefined) return [inFull(name, namespace)];
    const entry = value['kind'] === 'ServiceEntry' && isMapping(value['spec']) ? value['spec']['hosts'] : [];
    return Array.isArray(entry) ? entry.map(String) : [];
  });
}

/** A name without a dot is one of the rule's own namespace; `web.shop` and `web.shop.svc` are no names in full (istio: ResolveShortnameToFQDN). */
function inFull(host: string, namespace: string): string {
  return host.includes('.') ? host : `${host}.${namespace}.svc.cluster.local`;
}

function serves(served: string, host: string): boolean {
  return served === host || (served.startsWith('*.') && host.endsWith(served.slice(1))) || served === '*';
}

function listAt(value: unknown, key: string): readonly Fields[] {
  const list = isMapping(value) ? value[key] : undefined;
  return Array.isArray(list) ? list.filter(isMapping) : [];
}

function textAt(value: unknown, key: string): string | undefined {
  const text = isMapping(value) ? value[key] : undefined;
  return typeof text === 'string' ? text : undefined;
}
