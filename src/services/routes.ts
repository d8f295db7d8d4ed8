import { type PublishedServicePort, type Service, type ServicePort, serviceKey } from '../pod/service.ts';
import { type ClusterIPs, hash } from './cluster-ip.ts';
import { type EndpointLookup, targetsOf } from './endpoints.ts';

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

/** Where the rules are: in the namespace of a pod that calls, or in that of a gateway, through which this machine calls. */
export type Place = 'pod' | 'gateway';

/** @param client the address of the pod whose namespace the rules are for. */
export function routesFor(
  client: string,
  services: readonly Service[],
  addresses: ClusterIPs,
  behind: EndpointLookup,
): readonly Route[] {
  return services.flatMap((service) => {
    const clusterIP = addresses.get(serviceKey(service));
    if (clusterIP === undefined) return [];
    const endpoints = behind(service);
    return service.ports.map((port, index) => {
      const targets = targetsOf(index, endpoints);
      return routeOf(service, port, { ip: clusterIP, port: port.port }, sharedBy(client, service, targets));
    });
  });
}

/**
 * Where the ports of a gateway lead.
 *
 * @param gateway its address.
 */
export function gatewayRoutes(
  gateway: string,
  publishes: readonly PublishedServicePort[],
  services: readonly Service[],
  behind: EndpointLookup,
): readonly Route[] {
  return publishes.flatMap((published) => {
    const service = services.find((one) => serviceKey(one) === published.service);
    const index = service?.ports.findIndex(
      (one) => one.port === published.port && one.protocol === published.protocol,
    );
    const port = service?.ports[index ?? -1];
    if (!service || index === undefined || !port) return [];
    const targets = sharedBy(gateway, service, targetsOf(index, behind(service)));
    return [routeOf(service, port, { ip: gateway, port: published.gatewayPort }, targets)];
  });
}

function routeOf(
  service: Service,
  { protocol, port }: ServicePort,
  at: { readonly ip: string; readonly port: number },
  targets: readonly string[],
): Route {
  return {
    name: `${serviceKey(service)}:${port}`,
    clusterIP: at.ip,
    protocol: protocol === 'UDP' ? 'udp' : 'tcp',
    port: at.port,
    targets,
  };
}

function sharedBy(client: string, { sticky }: Service, targets: readonly string[]): readonly string[] {
  return sticky ? favourite(client, targets) : targets;
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
