import type { Container, ContainerPort } from '../../pod/model.ts';
import { selects } from '../../pod/service.ts';
import type { PodSource, ServiceSource, Sources } from '../sources.ts';

/** Below it a port may need rights, or have an owner: then the engine chooses one. */
const firstFreePort = 1024;

type PortInput = NonNullable<ServiceSource['spec']['ports']>[number];

/**
 * What a Service of type `NodePort` or `LoadBalancer` publishes on this machine: its `nodePort`, or the port of the load
 * balancer. A port of a machine has one owner, so it is the first pod behind the Service that publishes.
 */
export function withServicePorts(
  containers: readonly Container[],
  pod: PodSource,
  { services, pods }: Sources,
): readonly Container[] {
  return services
    .filter(({ spec }) => spec.type === 'NodePort' || spec.type === 'LoadBalancer')
    .filter((service) => pods.find((one) => isBehind(service, one)) === pod)
    .flatMap(({ spec }) =>
      (spec.ports ?? []).map((port) => ({ port, hostPort: hostPortOf(port, spec.type) })),
    )
    .reduce(publish, containers);
}

/** Whether the Service leads to this pod once that is ready. */
export function isBehind({ namespace, spec }: ServiceSource, pod: PodSource): boolean {
  return namespace === pod.namespace && selects(spec.selector ?? {}, pod.metadata.labels ?? {});
}

function hostPortOf({ port, nodePort }: PortInput, type: string | undefined): number {
  if (type === 'LoadBalancer' && port >= firstFreePort) return port;
  return nodePort ?? 0;
}

/** On the container that declares the port, or else on the first app container. */
function publish(
  containers: readonly Container[],
  { port, hostPort }: { readonly port: PortInput; readonly hostPort: number },
): readonly Container[] {
  const { protocol = 'TCP', targetPort = port.port } = port;
  const declares = (one: ContainerPort): boolean =>
    one.protocol === protocol && (one.name === targetPort || one.containerPort === Number(targetPort));
  const apps = containers.filter(({ role }) => role !== 'init');
  const owner = apps.find(({ ports }) => ports.some(declares)) ?? apps.find(({ role }) => role === 'app');
  const declared = owner?.ports.find(declares);
  const containerPort = declared?.containerPort ?? Number(targetPort);
  if (!owner || !Number.isInteger(containerPort) || declared?.hostPort === hostPort) return containers;
  const others = owner.ports.filter((one) => one !== declared || one.hostPort !== undefined);
  const ports = [...others, { ...(declared ?? { containerPort, protocol }), hostPort }];
  return containers.map((one) => (one === owner ? { ...owner, ports } : one));
}
