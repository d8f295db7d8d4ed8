import type { Container, Pod } from './model.ts';

/** The pod with one policy for all of its images, whatever its file says. */
export function withPullPolicy(pod: Pod, imagePullPolicy: Container['imagePullPolicy']): Pod {
  const all = (containers: readonly Container[]): readonly Container[] =>
    containers.map((container) => ({ ...container, imagePullPolicy }));
  return {
    ...pod,
    initContainers: all(pod.initContainers),
    containers: all(pod.containers),
    volumes: pod.volumes.map((volume) => (volume.type === 'image' ? { ...volume, imagePullPolicy } : volume)),
  };
}

/** Every image that pods need, once, in their order. */
export function imagesOf(pods: readonly Pod[]): readonly string[] {
  const all = pods.flatMap(({ initContainers, containers, volumes }) => [
    ...[...initContainers, ...containers].map(({ image }) => image),
    ...volumes.flatMap((volume) => (volume.type === 'image' ? [volume.reference] : [])),
  ]);
  return [...new Set(all)];
}
