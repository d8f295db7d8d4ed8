import { allContainers } from '../pod/containers.ts';
import type { Pod } from '../pod/model.ts';
import { type Service, type ServicePort, selects } from '../pod/service.ts';
import type { PodState } from './pod-state.ts';

/** The pods behind a Service that connections may go to now, in the order of the files. */
export function podsBehind(service: Service, pods: readonly PodState[]): readonly PodState[] {
  return pods.filter(
    ({ pod, ip, ready, terminating }) =>
      ip !== undefined &&
      pod.namespace === service.namespace &&
      selects(service.selector, pod.labels) &&
      (service.publishNotReady || (ready && !terminating)),
  );
}

/** Where a port of a Service leads: `ADDRESS:PORT`, one for each pod. A pod without a port of that name has none. */
export function targetsOf(port: ServicePort, pods: readonly PodState[]): readonly string[] {
  return pods.flatMap(({ pod, ip }) => {
    const target = targetPort(port, pod);
    return target === undefined ? [] : [`${ip}:${target}`];
  });
}

/** Source: kubernetes `pkg/api/v1/pod`, FindPort: the ports of app containers first, then those of sidecars. */
function targetPort({ targetPort, protocol }: ServicePort, pod: Pod): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  const containers = [...pod.containers, ...allContainers(pod).filter(({ role }) => role === 'sidecar')];
  return containers
    .flatMap(({ ports }) => ports)
    .find((port) => port.name === targetPort && port.protocol === protocol)?.containerPort;
}
