import type { OutriderEvent } from '../events/types.ts';

/** The events of each pod's last start, for what it waited for. */
export interface Starts {
  readonly take: (event: OutriderEvent) => void;
  readonly of: (pod: string) => readonly OutriderEvent[];
}

/** A start that fails again and again must not fill the memory. */
const mostEvents = 2000;

export function createStarts(): Starts {
  const known = new Map<string, { readonly events: OutriderEvent[]; isOver: boolean }>();
  return {
    take: (event) => {
      if (event.type === 'PodCreated') known.set(event.pod, { events: [], isOver: false });
      const start = known.get(event.pod);
      if (!start || start.isOver || event.type.startsWith('Probe')) return;
      start.events.push(event);
      start.isOver = event.type === 'PodReady' || start.events.length >= mostEvents;
    },
    of: (pod) => known.get(pod)?.events ?? [],
  };
}
