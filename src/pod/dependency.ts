/**
 * What another pod has to be before a pod starts.
 *
 * - `started`: its app containers have run.
 * - `ready`: it is Ready. A probe that fails is waited for, as on a cluster.
 * - `healthy`: as `ready`, but a probe that has failed for good ends the waiting (Compose's `service_healthy`).
 * - `completed`: its app containers have exited 0 and are not started again.
 */
export type DependencyCondition = 'started' | 'ready' | 'healthy' | 'completed';

/** One pod, or one container of it, that a pod waits for before any of its own containers starts. */
export interface PodDependency {
  readonly pod: string;
  /** Only this container counts; absent means the whole pod. */
  readonly container?: string;
  readonly until: DependencyCondition;
  /** The pod starts also when the other one fails. */
  readonly optional?: true;
  /** The pod restarts after the other one was restarted on request or made anew. */
  readonly restart?: true;
}

interface Waiting {
  readonly waitFor?: readonly PodDependency[];
  /** Pods that it waits for by way of others. Those between may be gone when it ends. */
  readonly reaches?: readonly string[];
}

export function dependenciesOf({ waitFor = [] }: Waiting): readonly PodDependency[] {
  return waitFor;
}

/** The names of the pods among `pods` that wait for the pod of that name, or for one that does. They stop before it. */
export function dependentsOf(
  name: string,
  pods: readonly (Waiting & { readonly name: string })[],
): readonly string[] {
  const found = new Set([name]);
  for (const reached of found)
    for (const one of pods) if (namesBehind(one).includes(reached)) found.add(one.name);
  found.delete(name);
  return [...found];
}

/** Each pod after those that it waits for, otherwise as they are given. Pods that wait for each other keep their order. */
export function inStartOrder<T extends Waiting & { readonly name: string }>(
  pods: readonly T[],
): readonly T[] {
  const ordered = new Set<T>();
  const visiting = new Set<T>();
  const byName = new Map(pods.toReversed().map((one) => [one.name, one]));
  const visit = (one: T | undefined): void => {
    if (!one || ordered.has(one) || visiting.has(one)) return;
    visiting.add(one);
    for (const pod of namesBehind(one)) visit(byName.get(pod));
    ordered.add(one);
  };
  for (const one of pods) visit(one);
  return [...ordered];
}

function namesBehind(one: Waiting): readonly string[] {
  return [...dependenciesOf(one).map(({ pod }) => pod), ...(one.reaches ?? [])];
}

/** The pods, each with those that it waits for by way of others. */
export function withReach<T extends Waiting & { readonly name: string }>(pods: readonly T[]): readonly T[] {
  const direct = new Map(pods.map((one) => [one.name, dependenciesOf(one).map(({ pod }) => pod)]));
  return pods.map((one) => {
    const own = new Set(direct.get(one.name));
    const found = new Set(own);
    for (const reached of found) for (const name of direct.get(reached) ?? []) found.add(name);
    const reaches = [...found].filter((name) => !own.has(name) && name !== one.name);
    return reaches.length === 0 ? one : { ...one, reaches };
  });
}
