import { type Service, serviceKey } from '../pod/service.ts';
import { type ClusterIPs, hash } from './cluster-ip.ts';
import { podsBehind, targetsOf } from './endpoints.ts';
import type { PodState } from './pod-state.ts';

/** Where one port of one Service leads in the namespace of one client. */
export interface Route {
  /** As in `default/shop:80`. */
  readonly name: string;
  readonly clusterIP: string;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  /** `ADDRESS:PORT`; each gets the same share of the connections. Empty: they are refused. */
  readonly targets: readonly string[];
}

/** @param client the address of the pod whose namespace the rules are for. */
export function routesFor(
  client: string,
  services: readonly Service[],
  addresses: ClusterIPs,
  pods: readonly PodState[],
): readonly Route[] {
  return services.flatMap((service) => {
    const clusterIP = addresses.get(serviceKey(service));
    if (clusterIP === undefined) return [];
    const behind = podsBehind(service, pods);
    return service.ports.map((port): Route => {
      const targets = targetsOf(port, behind);
      return {
        name: `${serviceKey(service)}:${port.port}`,
        clusterIP,
        protocol: port.protocol === 'UDP' ? 'udp' : 'tcp',
        port: port.port,
        targets: service.sticky ? favourite(client, targets) : targets,
      };
    });
  });
}

/**
 * The target that this client keeps. Highest random weight (Thaler and Ravishankar, 1998): when a target goes away, only
 * its own clients move.
 */
function favourite(client: string, targets: readonly string[]): readonly string[] {
  const weight = (target: string): number => hash(`${client} ${target}`);
  return [...targets].sort((a, b) => weight(b) - weight(a)).slice(0, 1);
}

/** The addresses of Services that answer in this namespace, each once. */
export function addressesOf(routes: readonly Route[]): readonly string[] {
  return [...new Set(routes.map(({ clusterIP }) => clusterIP))];
}
