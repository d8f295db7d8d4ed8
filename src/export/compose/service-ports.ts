import { allContainers, resolvePort } from '../../pod/containers.ts';
import type { ContainerPort, Pod } from '../../pod/model.ts';
import { type Service, selects, serviceKey } from '../../pod/service.ts';

/** A port of a pod that leads to another one of it, because a Service says so. */
export interface PortRedirect {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly targetPort: number;
}

/**
 * What the ports of Services become where a name leads to the pod itself: each `port` of a pod leads to its `targetPort`. What
 * cannot be is told, in sentences.
 */
export function serviceRedirects(pod: Pod): {
  readonly redirects: readonly PortRedirect[];
  readonly lost: readonly string[];
} {
  const redirects = new Map<string, PortRedirect>();
  const lost: string[] = [];
  for (const { service, protocol, port, targetPort } of portsBehind(pod)) {
    const target = portOf(pod, targetPort);
    const key = `${port}/${protocol}`;
    const other = redirects.get(key)?.targetPort;
    const because =
      target === undefined
        ? `no container has a port ${targetPort}`
        : other !== undefined && other !== target
          ? `port ${port} of the pod leads to ${other} already`
          : target !== port && isOwn(pod, port, protocol)
            ? `the pod has a port ${port} of its own`
            : undefined;
    if (because !== undefined)
      lost.push(`Port ${port} of Service ${service.name} does not lead to ${targetPort}: ${because}.`);
    else if (target !== port) redirects.set(key, { protocol, port, targetPort: target! });
  }
  return { redirects: [...redirects.values()], lost };
}

/** The Services that lead to a pod. The names of a headless one lead to the pods anyway. */
export function servicesBehind(pod: Pod): readonly Service[] {
  return (pod.services ?? []).filter(
    ({ namespace, selector, headless }) =>
      !headless && namespace === pod.namespace && selects(selector, pod.labels),
  );
}

/** A port of a Service that this machine publishes leads to this pod alone: Compose has no word for the others. */
export function publishedByServices(pod: Pod): readonly ContainerPort[] {
  return (pod.publishes ?? []).flatMap(({ service, port, protocol, hostPort }) => {
    const target = (pod.services ?? [])
      .find((one) => serviceKey(one) === service)
      ?.ports.find((one) => one.port === port && one.protocol === protocol)?.targetPort;
    const containerPort = target === undefined ? undefined : portOf(pod, target);
    return containerPort === undefined ? [] : [{ containerPort, protocol, hostPort }];
  });
}

function portsBehind(pod: Pod) {
  return servicesBehind(pod).flatMap((service) =>
    service.ports.map(({ port, targetPort, protocol }) => ({
      service,
      port,
      targetPort,
      protocol: protocol.toLowerCase() as PortRedirect['protocol'],
    })),
  );
}

function portOf(pod: Pod, wanted: number | string): number | undefined {
  return allContainers(pod)
    .map((container) => resolvePort(container, wanted))
    .find((port) => port !== undefined);
}

function isOwn(pod: Pod, port: number, protocol: PortRedirect['protocol']): boolean {
  return allContainers(pod).some(({ ports }) =>
    ports.some((one) => one.containerPort === port && one.protocol.toLowerCase() === protocol),
  );
}
