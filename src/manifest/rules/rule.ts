import type { Role } from '../../pod/model.ts';
import type { Path, Problem } from '../problem.ts';
import type { ContainerInput } from '../schema/container.ts';
import type { PodSource, Sources } from '../sources.ts';

/** One thing that must hold for a pod; paths of its problems start at the pod (`spec`, `metadata`). */
export type PodRule = (pod: PodSource, sources: Sources) => readonly Problem[];

export interface Placed {
  readonly container: ContainerInput;
  readonly path: Path;
  readonly role: Role;
}

/** Every container with its place and role, in start order. */
export function placedContainers({ spec }: PodSource): readonly Placed[] {
  return [
    ...(spec.initContainers ?? []).map(
      (container, index): Placed => ({
        container,
        path: ['spec', 'initContainers', index],
        role: container.restartPolicy === 'Always' ? 'sidecar' : 'init',
      }),
    ),
    ...spec.containers.map(
      (container, index): Placed => ({
        container,
        path: ['spec', 'containers', index],
        role: 'app',
      }),
    ),
  ];
}

/** A rule that looks at one container at a time. */
export function forEachContainer(check: (placed: Placed, pod: PodSource) => readonly Problem[]): PodRule {
  return (pod) => placedContainers(pod).flatMap((placed) => check(placed, pod));
}

/** Those of `items` whose key has come before, with the first one that had it. */
export function repeated<T>(items: readonly T[], key: (item: T) => string): readonly (readonly [T, T])[] {
  const first = new Map<string, T>();
  return items.flatMap((item) => {
    const earlier = first.get(key(item));
    if (earlier === undefined) first.set(key(item), item);
    return earlier === undefined ? [] : [[item, earlier] as const];
  });
}
