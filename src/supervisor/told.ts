import type { OutriderEvent } from '../events/types.ts';

/** What a journal keeps for those who subscribe later. */
export interface Told {
  add(event: OutriderEvent): void;
  /** In the order in which they were told. */
  all(): Iterable<OutriderEvent>;
}

/** What only its newest says anything about, besides the results of probes. */
const replaceable: ReadonlySet<string> = new Set<OutriderEvent['type']>([
  'LastLines',
  'UpstreamFailed',
  'MemoryUsed',
  'PortsListened',
  'ClockCompared',
]);

/**
 * Keeps every event but log lines. Of the results of one probe that changed nothing it keeps the newest, and so of what is
 * looked at again and again: a pod that is asked every second for a week would fill the memory, and the newest says all
 * that the others said.
 */
export function createTold(): Told {
  const kept = new Map<number, OutriderEvent>();
  const newest = new Map<string, number>();
  return {
    add(event) {
      if (event.type === 'Log') return;
      kept.set(event.seq, event);
      const key = keyOf(event);
      if (key === undefined) return;
      const before = newest.get(key);
      if (before !== undefined) kept.delete(before);
      newest.set(key, event.seq);
    },
    all: () => kept.values(),
  };
}

/** What the event is the newest of; undefined for one that is kept for ever. */
function keyOf(event: OutriderEvent): string | undefined {
  if ('changed' in event) return event.changed ? undefined : `${event.pod} ${event.container} ${event.probe}`;
  if ('service' in event) return `Service ${event.service}`;
  if (!replaceable.has(event.type)) return undefined;
  return `${event.type} ${event.pod} ${'container' in event ? event.container : ''}`;
}
