import { type PublishedServicePort, selects, serviceKey } from '../../pod/service.ts';
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
export function servicePortsOf(pod: PodSource, { services, pods }: Sources): readonly PublishedServicePort[] {
  const published = services
    .filter(isPublished)
    .filter((service) => pods.find((one) => mayPublish(service, one)) === pod)
    .flatMap((service) =>
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
export function gatewaysOf(pod: PodSource, { services, pods }: Sources): readonly string[] {
  const owners = services
    .filter((service) => isPublished(service) && mayPublish(service, pod))
    .flatMap((service) => pods.find((one) => mayPublish(service, one)) ?? []);
  return [...new Set(owners.filter((owner) => owner !== pod).map(({ name }) => name))];
}

function isPublished({ spec }: ServiceSource): boolean {
  return spec.type === 'NodePort' || spec.type === 'LoadBalancer';
}

/** Whether the Service leads to this pod once that is ready. */
export function isBehind({ namespace, spec }: ServiceSource, pod: PodSource): boolean {
  return namespace === pod.namespace && selects(spec.selector ?? {}, pod.metadata.labels ?? {});
}

function mayPublish(service: ServiceSource, pod: PodSource): boolean {
  const hasSelector = Object.keys(service.spec.selector ?? {}).length > 0;
  return hasSelector ? isBehind(service, pod) : service.namespace === pod.namespace;
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
