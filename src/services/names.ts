import type { Pod } from '../pod/model.ts';
import { dnsNames, type Service, serviceKey } from '../pod/service.ts';
import type { ClusterIPs } from './cluster-ip.ts';
import type { EndpointLookup } from './endpoints.ts';

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
  behind: EndpointLookup,
): readonly HostsLine[] {
  return services.flatMap((service) => {
    const { name, namespace } = service;
    const names = (prefix = ''): readonly string[] =>
      dnsNames(`${prefix}${name}`, namespace).slice(namespace === client.namespace ? 0 : 1);
    const ip = addresses.get(serviceKey(service));
    if (ip !== undefined) return [{ ip, names: names() }];
    if (!service.headless) return [];
    return behind(service)
      .filter(({ ready }) => ready)
      .map(({ ip, hostname }) => ({
        ip,
        names: [...names(), ...(hostname === undefined ? [] : names(`${hostname}.`))],
      }));
  });
}
