import { allContainers } from '../../pod/containers.ts';
import type { Pod, Volume } from '../../pod/model.ts';
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
  const isPublishedAlike =
    sameSpec(had.map(publishedOf), has.map(publishedOf)) &&
    sameSpec(before.publishes ?? [], after.publishes ?? []);
  if (!isPublishedAlike) return 'its published ports changed';
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
  ['network', 'its network changed'],
  ['engine', 'its networks or its namespaces changed'],
  ['capture', 'its capture options changed'],
  ['securityContext', 'its securityContext changed'],
  ['shareProcessNamespace', 'shareProcessNamespace changed'],
  ['namespace', 'its namespace changed'],
  ['api', 'its way to the Kubernetes API changed'],
];

function podChanged(before: Pod, after: Pod): string | undefined {
  if (!sameSpec(before.volumes.map(withoutFiles), after.volumes.map(withoutFiles)))
    return 'its volumes changed';
  const now = withoutOpinion(before, after);
  return parts.find(([part]) => !sameSpec(before[part], now[part]))?.[1];
}

/** A file that says nothing of the project's network takes the one that is there. */
function withoutOpinion({ network: { project } }: Pod, after: Pod): Pod {
  if (project === undefined || after.network.project !== undefined) return after;
  return { ...after, network: { ...after.network, project } };
}

/** Files of ConfigMaps, Secrets and the like are changed where they are. */
function withoutFiles(volume: Volume): Volume {
  return volume.type === 'files' ? { ...volume, files: [] } : volume;
}

/** Whether files in volumes are other ones than before; a running pod gets them by `updateFiles`. */
export function filesChanged(before: Pod, after: Pod): boolean {
  return !sameSpec(before.volumes, after.volumes);
}

/** What of an immutable ConfigMap or Secret an API server would refuse, in words; undefined when nothing is. */
export function whyImmutable(before: Pod, after: Pod): string | undefined {
  const digests = before.immutableData ?? {};
  const now = after.immutableData ?? {};
  const changed = Object.keys(digests).find(
    (name) => Object.hasOwn(now, name) && now[name] !== digests[name],
  );
  return (
    changed &&
    `${changed} is immutable, and its data changed: give it another name, or \`outrider down ${before.name}\` first`
  );
}

/** Containers that run on with the values that a ConfigMap or a Secret had when they started. */
export function keptEnvironments(before: Pod, after: Pod): readonly string[] {
  const valuesOf = ({ env }: Pod['containers'][number]) => env.filter((variable) => 'fromData' in variable);
  return allContainers(after)
    .filter((container) => {
      const old = allContainers(before).find(({ name }) => name === container.name);
      return old !== undefined && !sameSpec(valuesOf(old), valuesOf(container));
    })
    .map(({ name }) => name);
}
