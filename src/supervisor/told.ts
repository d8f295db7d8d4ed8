import type { OutriderEvent } from '../events/types.ts';

/** What a journal keeps for those who subscribe later. */
export interface Told {
  add(event: OutriderEvent): void;
  /** In the order in which they were told. */
  all(): Iterable<OutriderEvent>;
}

/**
 * Keeps every event but log lines. Of the results of one probe that changed nothing it keeps the newest: a pod that is asked
 * every second for a week would fill the memory, and the newest says all that the others said.
 */
export function createTold(): Told {
  const kept = new Map<number, OutriderEvent>();
  const newest = new Map<string, number>();
  return {
    add(event) {
      if (event.type === 'Log') return;
      kept.set(event.seq, event);
      if (!('changed' in event) || event.changed) return;
      const key = `${event.pod} ${event.container} ${event.probe}`;
      const before = newest.get(key);
      if (before !== undefined) kept.delete(before);
      newest.set(key, event.seq);
    },
    all: () => kept.values(),
  };
}
