import type { Pod } from '../pod/model.ts';
import { dnsNames, type Service, serviceKey } from '../pod/service.ts';
import type { ClusterIPs } from './cluster-ip.ts';
import { podsBehind } from './endpoints.ts';
import type { PodState } from './pod-state.ts';

/** A line of `/etc/hosts`. */
export interface HostsLine {
  readonly ip: string;
  readonly names: readonly string[];
}

/**
 * The names of Services as one pod sees them: a Service's own leads to its address, that of a headless one to each of its
 * pods, and a pod behind a headless one has a name of its own. The short name is for pods of the same namespace.
 */
export function hostsFor(
  client: Pod,
  services: readonly Service[],
  addresses: ClusterIPs,
  pods: readonly PodState[],
): readonly HostsLine[] {
  return services.flatMap((service) => {
    const { name, namespace } = service;
    const names = (prefix = ''): readonly string[] =>
      dnsNames(`${prefix}${name}`, namespace).slice(namespace === client.namespace ? 0 : 1);
    const ip = addresses.get(serviceKey(service));
    if (ip !== undefined) return [{ ip, names: names() }];
    if (!service.headless) return [];
    return podsBehind(service, pods).map(({ pod, ip }) => ({
      ip: ip!,
      names: [...names(), ...ownPrefixes(pod, service).flatMap(names)],
    }));
  });
}

/** `web-0.` of a pod that has a name of its own behind this Service, by `subdomain` or as one of a StatefulSet. */
function ownPrefixes({ network }: Pod, { name, namespace }: Service): readonly string[] {
  const domain = `.${name}.${namespace}.svc.cluster.local`;
  return network.aliases
    .filter((alias) => alias.endsWith(domain))
    .map((alias) => `${alias.slice(0, -domain.length)}.`);
}
