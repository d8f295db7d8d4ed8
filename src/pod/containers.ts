import type { Container, Pod } from './model.ts';

/** Every container in the order in which Kubernetes starts them. */
export function allContainers(pod: Pod): readonly Container[] {
  return [...pod.initContainers, ...pod.containers];
}

export function sidecars(pod: Pod): readonly Container[] {
  return pod.initContainers.filter((container) => container.role === 'sidecar');
}

/** @throws when the pod has no such container: callers check names where they come in. */
export function containerNamed(pod: Pod, name: string): Container {
  const found = allContainers(pod).find((container) => container.name === name);
  if (!found) throw new Error(`pod ${pod.name} has no container ${name}`);
  return found;
}

/** A port number, or the number behind a container's port name; undefined when the name is nobody's. */
export function resolvePort(container: Container, port: number | string): number | undefined {
  if (typeof port === 'number') return port;
  return container.ports.find((candidate) => candidate.name === port)?.containerPort;
}
