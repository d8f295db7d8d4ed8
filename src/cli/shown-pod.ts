import type { ContainerSummary, OutriderEvent } from '../events/types.ts';
import { allContainers } from '../pod/containers.ts';
import type { Pod } from '../pod/model.ts';

/** The pods that a stream of events is about, with their containers in start order. */
export interface ShownPod {
  readonly name: string;
  readonly containers: readonly Pick<ContainerSummary, 'name' | 'role'>[];
}

export function podsInRecording(events: readonly OutriderEvent[]): readonly ShownPod[] {
  return events.flatMap((event) =>
    event.type === 'PodCreated' ? [{ name: event.pod, containers: event.containers }] : [],
  );
}

export function shownPod(pod: Pod): ShownPod {
  return { name: pod.name, containers: allContainers(pod).map(({ name, role }) => ({ name, role })) };
}
