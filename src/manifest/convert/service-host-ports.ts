import { type PublishedServicePort, serviceKey } from '../../pod/service.ts';
import { behind } from '../behind.ts';
import { onceForEach } from '../once-for-each.ts';
import type { PodSource, ServiceSource, Sources } from '../sources.ts';

/** Below it a port may need rights, or have an owner: then the engine chooses one. */
const firstFreePort = 1024;
/** Ports of gateways whose Services have the same port. */
const firstSparePort = 20_000;

type PortInput = NonNullable<ServiceSource['spec']['ports']>[number];

/**
 * The ports of this machine that lead to Services of type `NodePort` and `LoadBalancer`: the `nodePort`, or the port of the
 * load balancer. A port of a machine has one owner. That is the first pod behind the Service, or the first pod of its
 * namespace for a Service without a selector.
 */
export function servicePortsOf(pod: PodSource, sources: Sources): readonly PublishedServicePort[] {
  const published = (ownedBy(ownersOf(sources)).get(pod) ?? []).flatMap((service) =>
    (service.spec.ports ?? []).flatMap(({ protocol = 'TCP', ...port }) =>
      protocol === 'SCTP'
        ? []
        : [
            {
              service: serviceKey(service),
              port: port.port,
              protocol,
              hostPort: hostPortOf(port, service.spec.type),
            },
          ],
    ),
  );
  return withGatewayPorts(published);
}

/** The other pods whose gateways publish Services that lead to this pod, by name, each once. */
export function gatewaysOf(pod: PodSource, sources: Sources): readonly string[] {
  const owners = ownersOf(sources);
  const own = behind(sources)
    .servicesOf(pod)
    .flatMap((service) => owners.get(service) ?? []);
  const others = isGatewayed(pod, owners) ? [firstOf(pod.namespace, sources)!] : [];
  return [...new Set([...own, ...others].filter((owner) => owner !== pod).map(({ name }) => name))];
}

type Owners = ReadonlyMap<ServiceSource, PodSource>;

/** The published Services, each with the pod that has its ports. */
const ownersOf = onceForEach((sources: Sources): Owners => {
  const owners = new Map<ServiceSource, PodSource>();
  for (const service of sources.services.filter(isPublished)) {
    const owner = hasSelector(service)
      ? behind(sources).podsOf(service)[0]
      : firstOf(service.namespace, sources);
    if (owner) owners.set(service, owner);
  }
  return owners;
});

const ownedBy = onceForEach((owners: Owners): ReadonlyMap<PodSource, readonly ServiceSource[]> => {
  const owned = new Map<PodSource, ServiceSource[]>();
  for (const [service, owner] of owners) owned.set(owner, [...(owned.get(owner) ?? []), service]);
  return owned;
});

/** Whether a published Service of its namespace has no selector, so that every pod may be its gateway. */
function isGatewayed({ namespace }: PodSource, owners: Owners): boolean {
  return namespacesOf(owners).has(namespace);
}

const namespacesOf = onceForEach(
  (owners: Owners) =>
    new Set([...owners.keys()].filter((service) => !hasSelector(service)).map(({ namespace }) => namespace)),
);

function firstOf(namespace: string, { pods }: Sources): PodSource | undefined {
  return pods.find((pod) => pod.namespace === namespace);
}

function isPublished({ spec }: ServiceSource): boolean {
  return spec.type === 'NodePort' || spec.type === 'LoadBalancer';
}

function hasSelector({ spec }: ServiceSource): boolean {
  return Object.keys(spec.selector ?? {}).length > 0;
}

function hostPortOf({ port, nodePort }: Omit<PortInput, 'protocol'>, type: string | undefined): number {
  if (type === 'LoadBalancer' && port >= firstFreePort) return port;
  return nodePort ?? 0;
}

/** The port of the Service where that is free, so that `docker port` shows it. */
function withGatewayPorts(
  published: readonly Omit<PublishedServicePort, 'gatewayPort'>[],
): readonly PublishedServicePort[] {
  const taken = new Set<string>();
  return published.map((one, index) => {
    const key = `${one.port}/${one.protocol}`;
    const gatewayPort = taken.has(key) ? firstSparePort + index : one.port;
    taken.add(key);
    return { ...one, gatewayPort };
  });
}
