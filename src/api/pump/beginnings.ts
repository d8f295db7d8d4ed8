import type { OutriderEvent } from '../../events/types.ts';

/**
 * Holds back that a container was made until it begins: here containers are made early, and the kubelet makes one when its turn has come. One
 * that never begins is not told of. Answers with what is to be told at an event, each at the time of the beginning.
 */
export function createBeginnings(): (event: OutriderEvent) => readonly OutriderEvent[] {
  const made = new Map<string, Extract<OutriderEvent, { readonly type: 'ContainerCreated' }>>();
  return (event) => {
    if (event.type === 'PodCreated' || event.type === 'PodRemoved') forget(made, event.pod);
    if (
      event.type !== 'ContainerCreated' &&
      event.type !== 'ContainerRunning' &&
      event.type !== 'ContainerTerminated'
    )
      return [event];
    const key = `${event.pod}/${event.container}`;
    if (event.type === 'ContainerCreated') {
      made.set(key, event);
      return [];
    }
    const before = made.get(key);
    made.delete(key);
    return before?.attempt === event.attempt ? [{ ...before, time: event.time }, event] : [event];
  };
}

function forget(made: Map<string, OutriderEvent>, pod: string): void {
  for (const key of made.keys()) if (key.startsWith(`${pod}/`)) made.delete(key);
}
