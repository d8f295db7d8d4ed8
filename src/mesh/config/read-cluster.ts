import { at, type Json, number, object, objects, text } from './json.ts';
import type { Cluster, Endpoint } from './model.ts';

/** istiod names a cluster `outbound|PORT|SUBSET|HOST`. */
const istioName = /^(?:outbound|inbound)\|(\d*)\|([^|]*)\|(.*)$/;

export function readCluster(cluster: Json): Cluster {
  const name = text(cluster['name']) ?? '';
  const [, port, subset, host] = istioName.exec(name) ?? [];
  return {
    name,
    type: text(cluster['type']) ?? text(at(cluster, 'cluster_type', 'name')) ?? 'STATIC',
    ejects: cluster['outlier_detection'] !== undefined,
    ...(host && { host }),
    ...(subset && { subset }),
    ...(port && { port: Number(port) }),
  };
}

export function readEndpoints(assignment: Json): readonly Endpoint[] {
  return objects(assignment['endpoints']).flatMap((locality) =>
    objects(locality['lb_endpoints']).map((one): Endpoint => {
      const socket = object(at(one, 'endpoint', 'address', 'socket_address'));
      const path = text(at(one, 'endpoint', 'address', 'pipe', 'path'));
      const port = number(socket['port_value']);
      const metadata = at(one, 'metadata', 'filter_metadata');
      const workload = text(at(metadata, 'istio', 'workload'));
      return {
        address: text(socket['address']) ?? path ?? '?',
        health: text(one['health_status']) ?? 'HEALTHY',
        mutualTls: text(at(metadata, 'envoy.transport_socket_match', 'tlsMode')) === 'istio',
        ...(port !== undefined && { port }),
        ...(workload !== undefined && { workload: workload.split(';')[0]! }),
      };
    }),
  );
}
