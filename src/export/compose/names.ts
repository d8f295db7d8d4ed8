import { allContainers } from '../../pod/containers.ts';
import type { Pod } from '../../pod/model.ts';

/** Names of the services and volumes that pods become. No two are the same. */
export interface ExportNames {
  /** The service that owns the network of a pod: the pod's own name, under which others reach it. */
  readonly pause: (pod: Pod) => string;
  readonly container: (pod: Pod, container: string) => string;
  /** A service that runs once: what it does, such as `rules`, or what has started. */
  readonly once: (pod: Pod, purpose: string) => string;
  /** A volume that belongs to one pod. */
  readonly volume: (pod: Pod, volume: string) => string;
}

/** Names for all pods of a file. A name that two would have gets a number behind it. */
export function exportNames(pods: readonly Pod[]): ExportNames {
  const providers = pods.flatMap(({ provided }) => provided?.providers ?? []);
  const services = numbered([...pods, ...providers].map(({ name }) => name));
  const claims = pods.flatMap(({ volumes }) =>
    volumes.flatMap((volume) => (volume.type === 'persistent' ? [volume.claimName] : [])),
  );
  const volumes = numbered(claims);
  // Containers first, so that the name of a container does not depend on what runs once beside it.
  for (const pod of pods)
    for (const { name } of allContainers(pod)) services(keyOf(pod, 'container', name), `${pod.name}-${name}`);
  return {
    pause: ({ name }) => name,
    container: (pod, name) => services(keyOf(pod, 'container', name), `${pod.name}-${name}`),
    once: (pod, purpose) => services(keyOf(pod, 'once', purpose), `${pod.name}-${purpose}`),
    volume: (pod, name) => volumes(keyOf(pod, 'volume', name), `${pod.name}-${name}`),
  };
}

function keyOf(pod: Pod, kind: string, name: string): string {
  return JSON.stringify([pod.namespace, pod.name, kind, name]);
}

/** Gives each key a name of its own, the same one each time. */
function numbered(reserved: readonly string[]): (key: string, wanted: string) => string {
  const taken = new Set(reserved);
  const given = new Map<string, string>();
  return (key, wanted) => {
    const known = given.get(key);
    if (known !== undefined) return known;
    let name = wanted;
    for (let number = 2; taken.has(name); number++) name = `${wanted}-${number}`;
    taken.add(name);
    given.set(key, name);
    return name;
  };
}
