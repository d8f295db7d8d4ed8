import { at, type Json, number, object, objects, text, texts } from './json.ts';
import type { Destination, FilterChain, Listener, Takes } from './model.ts';
import { readHosts } from './read-route.ts';

export function readListener(listener: Json): Listener {
  const socket = object(at(listener, 'address', 'socket_address'));
  const fallback = listener['default_filter_chain'];
  return {
    name: text(listener['name']) ?? '',
    address: text(socket['address']) ?? '',
    port: number(socket['port_value']) ?? 0,
    usesOriginalDestination: listener['use_original_dst'] === true,
    chains: objects(listener['filter_chains']).map(readChain),
    ...(fallback !== undefined && { fallback: readChain(object(fallback)) }),
  };
}

function readChain(chain: Json): FilterChain {
  const match = object(chain['filter_chain_match']);
  const port = number(match['destination_port']);
  const transport = text(match['transport_protocol']);
  return {
    name: text(chain['name']) ?? '',
    match: {
      ranges: objects(match['prefix_ranges']).map(
        (range) => `${text(range['address_prefix']) ?? '0.0.0.0'}/${number(range['prefix_len']) ?? 0}`,
      ),
      protocols: texts(match['application_protocols']),
      serverNames: texts(match['server_names']),
      ...(port !== undefined && { port }),
      ...(transport !== undefined && { transport }),
    },
    takes: takesOf(objects(chain['filters'])),
  };
}

/** The last filter of a chain decides what becomes of a connection. */
function takesOf(filters: readonly Json[]): Takes {
  for (const filter of filters.toReversed()) {
    const config = object(filter['typed_config']);
    if (config['rds'] !== undefined)
      return { as: 'http', routes: text(at(config, 'rds', 'route_config_name')) ?? '' };
    if (config['route_config'] !== undefined)
      return { as: 'http', routes: readHosts(object(config['route_config'])) };
    const destinations = tcpDestinations(config);
    if (destinations.length > 0) return { as: 'tcp', destinations };
  }
  return { as: 'other' };
}

function tcpDestinations(config: Json): readonly Destination[] {
  const one = text(config['cluster']);
  if (one !== undefined) return [{ cluster: one, weight: 1 }];
  return objects(at(config, 'weighted_clusters', 'clusters')).map((cluster) => ({
    cluster: text(cluster['name']) ?? '',
    weight: number(cluster['weight']) ?? 0,
  }));
}
