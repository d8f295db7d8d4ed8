import { dependentsOf, inStartOrder, type PodDependency } from '../pod/dependency.ts';

interface Stoppable {
  readonly name: string;
  readonly waitFor?: readonly PodDependency[];
  readonly reaches?: readonly string[];
}

/**
 * Ends pods side by side, but each only after those among them that depend on it.
 *
 * @param end must not reject: what keeps one pod keeps no other.
 */
export function inStopOrder<T extends Stoppable, R>(
  pods: readonly T[],
  end: (pod: T) => Promise<R>,
): Promise<readonly R[]> {
  const ends = new Map<string, Promise<R>>();
  for (const pod of inStartOrder(pods).toReversed()) {
    const before = dependentsOf(pod.name, pods).flatMap((name) => ends.get(name) ?? []);
    ends.set(
      pod.name,
      Promise.all(before).then(() => end(pod)),
    );
  }
  return Promise.all(pods.map(({ name }) => ends.get(name)!));
}
