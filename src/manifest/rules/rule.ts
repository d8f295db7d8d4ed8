import type { Role } from '../../pod/model.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { SourceDocument } from '../documents.ts';
import { locate } from '../locate.ts';
import type { Path, Problem } from '../problem.ts';
import type { ContainerInput } from '../schema/container.ts';
import type { PodSource, Sources } from '../sources.ts';

/** One thing that must hold for a pod; paths of its problems start at the pod (`spec`, `metadata`). */
export type PodRule = (pod: PodSource, sources: Sources) => readonly Problem[];

/** One thing that must hold between pods, or for what is no pod. */
export type SourcesRule = (sources: Sources) => readonly Diagnostic[];

/** A problem of a pod; its path starts at the pod. */
export function at({ document, podPath }: PodSource, problem: Problem): Diagnostic {
  return locate(document, podPath)({ ...problem, path: [...podPath, ...problem.path] });
}

/** A problem of a document that is no pod, or of what stands around one. */
export function inDocument(document: SourceDocument, problem: Problem): Diagnostic {
  return locate(document)(problem);
}

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
export function repeated<T>(
  items: readonly T[],
  keyOf: (item: T, index: number, all: readonly T[]) => string,
): readonly (readonly [T, T])[] {
  const first = new Map<string, T>();
  return items.flatMap((item, index) => {
    const key = keyOf(item, index, items);
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, item);
    return earlier === undefined ? [] : [[item, earlier] as const];
  });
}
