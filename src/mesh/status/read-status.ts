import { at, type Json, object, objects, text } from '../config/json.ts';

/** What istiod knows of one proxy. */
export interface ProxyStatus {
  /** `POD.NAMESPACE` */
  readonly proxy: string;
  readonly version: string;
  readonly kinds: readonly KindStatus[];
}

export interface KindStatus {
  /** `clusters`, `listeners`, `routes`, `endpoints` */
  readonly kind: string;
  /** `waiting`: sent, and not acknowledged. */
  readonly state: 'in sync' | 'waiting' | 'not sent';
  /** RFC 3339; when it was sent last. */
  readonly since?: string;
}

const kinds = [
  ['cluster', 'clusters', 'type.googleapis.com/envoy.config.cluster.v3.Cluster'],
  ['listener', 'listeners', 'type.googleapis.com/envoy.config.listener.v3.Listener'],
  ['route', 'routes', 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration'],
  ['endpoint', 'endpoints', 'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment'],
] as const;

/** Reads the answer of istiod to `/debug/syncz`. @throws SyntaxError for what is no JSON. */
export function readStatus(body: string): readonly ProxyStatus[] {
  return objects(JSON.parse(body)).map((proxy) => ({
    proxy: text(proxy['proxy']) ?? '',
    version: text(proxy['istio_version']) ?? '',
    kinds: kinds.map(([field, kind, type]) => statusOf(proxy, field, kind, type)),
  }));
}

/** A nonce is `TIME/NUMBER`: the version that was sent, and which answer to it came. */
function statusOf(proxy: Json, field: string, kind: string, type: string): KindStatus {
  const sent = text(proxy[`${field}_sent`]);
  if (!sent) return { kind, state: 'not sent' };
  const since = text(object(at(proxy, 'resources', type))['sentTime']) ?? sent.split('/')[0]!;
  return { kind, state: sent === text(proxy[`${field}_acked`]) ? 'in sync' : 'waiting', since };
}

/** The worst of a proxy's kinds, and since when it is so: since the last thing that was sent. */
export function wholeStatus({ kinds: all }: ProxyStatus): KindStatus {
  const sent = all.filter(({ state }) => state !== 'not sent');
  const waiting = sent.filter(({ state }) => state === 'waiting');
  const chosen = waiting.length > 0 ? waiting : sent;
  const since = chosen
    .flatMap((one) => one.since ?? [])
    .toSorted()
    .at(waiting.length > 0 ? 0 : -1);
  const state = waiting.length > 0 ? 'waiting' : sent.length > 0 ? 'in sync' : 'not sent';
  return { kind: waiting.map(({ kind }) => kind).join(', ') || 'all', state, ...(since && { since }) };
}
