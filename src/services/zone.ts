import { type Service, type ServicePort, serviceKey } from '../pod/service.ts';
import type { ClusterIPs } from './cluster-ip.ts';
import type { EndpointLookup, ServiceEndpoint } from './endpoints.ts';

/** Below it, names are of Services and pods. */
export const clusterDomain = 'cluster.local';

/**
 * The records of the DNS of a cluster, each a line `NAME TYPE VALUE` as images/holder/names reads it. They are the same in
 * every pod. A headless Service has an address for each ready pod, and no name while none is ready.
 *
 * Source: https://github.com/kubernetes/dns/blob/master/docs/specification.md.
 */
export function zoneOf(
  services: readonly Service[],
  addresses: ClusterIPs,
  behind: EndpointLookup,
): readonly string[] {
  return services.flatMap((service) => {
    const name = `${service.name}.${service.namespace}.svc.${clusterDomain}`;
    if (service.type === 'ExternalName')
      return service.externalName === undefined
        ? []
        : [`${name} CNAME ${service.externalName.toLowerCase().replace(/\.$/, '')}`];
    if (service.headless) return headlessRecords(service, name, behind(service));
    const ip = addresses.get(serviceKey(service));
    if (ip === undefined) return [];
    return [
      `${name} A ${ip}`,
      `${reverse(ip)} PTR ${name}`,
      ...service.ports.flatMap((port) => serviceRecords(name, port, port.port, name)),
    ];
  });
}

function headlessRecords(
  { ports }: Service,
  name: string,
  endpoints: readonly ServiceEndpoint[],
): readonly string[] {
  return endpoints
    .filter(({ ready }) => ready)
    .flatMap((endpoint) => {
      const { ip, hostname = ip.replaceAll('.', '-') } = endpoint;
      const own = `${hostname}.${name}`;
      return [
        `${name} A ${ip}`,
        `${own} A ${ip}`,
        ...(endpoint.hostname === undefined ? [] : [`${reverse(ip)} PTR ${own}`]),
        ...ports.flatMap((port, index) => serviceRecords(name, port, endpoint.ports[index], own)),
      ];
    });
}

/** Under the port's name, where it has one, and under that of the Service. */
function serviceRecords(
  name: string,
  { name: port, protocol }: ServicePort,
  number: number | undefined,
  target: string,
): readonly string[] {
  if (number === undefined) return [];
  const value = `SRV 0 100 ${number} ${target}`;
  const own = port === undefined ? [] : [`_${port}._${protocol.toLowerCase()}.${name} ${value}`];
  return [...own, `${name} ${value}`];
}

function reverse(ip: string): string {
  return `${ip.split('.').reverse().join('.')}.in-addr.arpa`;
}
