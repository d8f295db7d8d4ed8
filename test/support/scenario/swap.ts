import type { Report } from '../../../src/lifecycle/state/facts.ts';
import { specHashes } from '../../../src/lifecycle/state/hash.ts';
import type { Container, Pod } from '../../../src/pod/model.ts';

/** The pod with another image for one of its containers. */
export function withImage(pod: Pod, name: string, image: string): Pod {
  const swap = (container: Container): Container =>
    container.name === name ? { ...container, image } : container;
  return { ...pod, initContainers: pod.initContainers.map(swap), containers: pod.containers.map(swap) };
}

export function changed(pod: Pod): Report {
  return { type: 'specChanged', pod, hashes: specHashes(pod) };
}
