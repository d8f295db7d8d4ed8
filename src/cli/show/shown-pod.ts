import type { ContainerSummary, OutriderEvent } from '../../events/types.ts';
import { allContainers } from '../../pod/containers.ts';
import type { Pod } from '../../pod/model.ts';

/** The pods that a stream of events is about, with their containers in start order. */
export interface ShownPod {
  readonly name: string;
  readonly containers: readonly Pick<ContainerSummary, 'name' | 'role'>[];
}

/** Reads a recording once. */
export async function podsInRecording(events: AsyncIterable<OutriderEvent>): Promise<readonly ShownPod[]> {
  const pods = new Map<string, ShownPod>();
  for await (const event of events)
    if (event.type === 'PodCreated') pods.set(event.pod, { name: event.pod, containers: event.containers });
  return [...pods.values()];
}

export function shownPod(pod: Pod): ShownPod {
  return { name: pod.name, containers: allContainers(pod).map(({ name, role }) => ({ name, role })) };
}
