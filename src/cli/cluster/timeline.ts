import { foldEvents, type ProjectView } from '../../events/view.ts';
import { eventsOf, type ProjectChoice, podsOnCluster, someOf } from './look.ts';
import { onCluster } from './open.ts';
import type { ClusterOptions, OnCluster } from './options.ts';

/** What a cluster shows of the pods of a project now, with the times that it keeps: whole seconds, and the last two instances. */
export function viewOnCluster(
  names: readonly string[],
  options: OnCluster<ProjectChoice & ClusterOptions>,
): Promise<ProjectView> {
  const { signal } = new AbortController();
  return onCluster(options, signal, async (client) =>
    foldEvents(eventsOf(someOf(await podsOnCluster(client, names, options, signal), client))),
  );
}
