import { allContainers } from '../../pod/containers.ts';
import type { Pod } from '../../pod/model.ts';
import { sameSpec } from '../state/hash.ts';

/**
 * Why `after` cannot become of a pod that runs as `before` by replacing containers one at a time: what its namespace,
 * its volumes or its order are made of has changed. As in Kubernetes, where of a pod that runs little more than its
 * images can be changed and a Deployment makes a new one.
 *
 * @returns words for a person, `undefined` when containers are all that changed.
 */
export function whyNewPod(before: Pod, after: Pod): string | undefined {
  return containersChanged(before, after) ?? podChanged(before, after);
}

function containersChanged(before: Pod, after: Pod): string | undefined {
  const had = allContainers(before);
  const has = allContainers(after);
  const isIn = (list: typeof had, name: string): boolean => list.some((one) => one.name === name);
  const added = has.find(({ name }) => !isIn(had, name));
  if (added) return `container ${added.name} was added`;
  const removed = had.find(({ name }) => !isIn(has, name));
  if (removed) return `container ${removed.name} was removed`;
  if (!sameSpec(shapeOf(before), shapeOf(after))) return 'the order or the roles of its containers changed';
  if (!sameSpec(had.map(publishedOf), has.map(publishedOf))) return 'its published ports changed';
  return undefined;
}

/** Init containers by themselves: the same sidecar is one more app container in legacy order. */
function shapeOf({ initContainers, containers }: Pod) {
  const named = ({ name, role }: Pod['containers'][number]) => ({ name, role });
  return { initContainers: initContainers.map(named), containers: containers.map(named) };
}

function publishedOf({ ports }: Pod['containers'][number]) {
  return ports.filter(({ hostPort }) => hostPort !== undefined).map(({ name: _, ...port }) => port);
}

const parts: readonly (readonly [part: keyof Pod, words: string])[] = [
  ['volumes', 'its volumes or the files in them changed'],
  ['network', 'its network changed'],
  ['capture', 'its capture options changed'],
  ['securityContext', 'its securityContext changed'],
  ['shareProcessNamespace', 'shareProcessNamespace changed'],
  ['namespace', 'its namespace changed'],
];

function podChanged(before: Pod, after: Pod): string | undefined {
  return parts.find(([part]) => !sameSpec(before[part], after[part]))?.[1];
}
