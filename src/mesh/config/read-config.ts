import { at, type Json, object, objects, text } from './json.ts';
import type { ProxyConfig, Rejected, VirtualHost } from './model.ts';
import { readCluster, readEndpoints } from './read-cluster.ts';
import { readListener } from './read-listener.ts';
import { readHosts } from './read-route.ts';

/**
 * Reads the answer of Envoy to `/config_dump?include_eds`. What has no meaning for a request, such as secrets, is left out; fields
 * that are not there read as Envoy's defaults.
 *
 * @throws Error for what is no dump of a configuration.
 */
export function readConfig(body: string): ProxyConfig {
  const dump: unknown = JSON.parse(body);
  const sections = objects(at(dump, 'configs'));
  if (sections.length === 0) throw new Error('the answer holds no configuration');
  const all = (list: string, inner: string): readonly Json[] =>
    sections.flatMap((section) => objects(section[list]).map((one) => object(one[inner])));
  const clusters = [
    ...all('static_clusters', 'cluster'),
    ...all('dynamic_active_clusters', 'cluster'),
    ...all('dynamic_warming_clusters', 'cluster'),
  ].map(readCluster);
  const routes = [
    ...all('static_route_configs', 'route_config'),
    ...all('dynamic_route_configs', 'route_config'),
  ].map((route): [string, readonly VirtualHost[]] => [text(route['name']) ?? '', readHosts(route)]);
  const endpoints = [
    ...all('static_endpoint_configs', 'endpoint_config'),
    ...all('dynamic_endpoint_configs', 'endpoint_config'),
  ].map((one) => [text(one['cluster_name']) ?? '', readEndpoints(one)] as const);
  const listeners = sections.flatMap((section) => [
    ...objects(section['static_listeners']).map((one) => object(one['listener'])),
    ...objects(section['dynamic_listeners']).map((one) => object(at(one, 'active_state', 'listener'))),
  ]);
  return {
    listeners: listeners
      .filter(({ name, address }) => name !== undefined || address !== undefined)
      .map(readListener),
    routes: new Map(routes),
    clusters: new Map(clusters.map((cluster) => [cluster.name, cluster])),
    endpoints: new Map(endpoints),
    rejected: sections.flatMap(rejectedOf),
  };
}

const kinds: readonly (readonly [list: string, kind: string])[] = [
  ['dynamic_listeners', 'listener'],
  ['dynamic_active_clusters', 'cluster'],
  ['dynamic_warming_clusters', 'cluster'],
  ['dynamic_route_configs', 'route'],
  ['dynamic_endpoint_configs', 'endpoints'],
];

/** Envoy keeps the last update that it did not take, with its reason, beside what it goes on with. */
function rejectedOf(section: Json): readonly Rejected[] {
  return kinds.flatMap(([list, kind]) =>
    objects(section[list]).flatMap((one): readonly Rejected[] => {
      const error = object(one['error_state']);
      const message = text(error['details']);
      if (message === undefined) return [];
      const failed = object(error['failed_configuration']);
      const name = text(one['name']) ?? text(failed['name']) ?? text(at(failed, 'cluster', 'name')) ?? '';
      const time = text(error['last_update_attempt']);
      return [{ kind, name, message, ...(time !== undefined && { time }) }];
    }),
  );
}
