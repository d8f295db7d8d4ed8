import type { Container, ContainerPort } from '../../pod/model.ts';
import type { PodSource, Sources } from '../sources.ts';

/**
 * The container with the ports of this machine that it gets. A laptop has one node: of the copies of a pod the first one has the ports.
 * (The scheduler of a cluster leaves a copy Pending for which no node is left.)
 */
export function portsOnNode(container: Container, pod: PodSource, { pods }: Sources): Container {
  if (pods.find(({ document }) => document === pod.document) === pod) return container;
  return { ...container, ports: container.ports.map(unlessFixed) };
}

function unlessFixed(port: ContainerPort): ContainerPort {
  if (!port.hostPort) return port;
  const { hostPort: _, hostIP: _address, ...inside } = port;
  return inside;
}
