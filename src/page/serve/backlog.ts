import type { OutriderEvent } from '../../events/types.ts';

/** What has happened so far, for pages that come later. */
export interface Backlog {
  readonly push: (event: OutriderEvent) => void;
  /** At most so many events behind a position; 0 stands before the first. */
  readonly after: (position: number, most: number) => Part;
  /** Nothing more comes. */
  readonly end: () => void;
  readonly isOver: () => boolean;
  /** Calls back after each push, and at the end. Answers how to stop. */
  readonly listen: (listener: () => void) => () => void;
}

export interface Part {
  readonly events: readonly OutriderEvent[];
  /** The position behind them. */
  readonly position: number;
  /** So many log lines in between were kept no longer. */
  readonly missed: number;
}

interface Entry {
  /** From 1, without gaps. */
  readonly position: number;
  readonly event: OutriderEvent;
}

interface BacklogLimits {
  /** Older log lines, and older samples, are forgotten. */
  readonly lines: number;
  readonly samples: number;
}

/** Keeps all events but older log lines and samples. */
export function createBacklog(limits: BacklogLimits = { lines: 200_000, samples: 10_000 }): Backlog {
  const kinds = {
    lines: createKept(limits.lines),
    samples: createKept(limits.samples),
    others: createKept(Number.POSITIVE_INFINITY),
  };
  const listeners = new Set<() => void>();
  let [last, isOver] = [0, false];
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    push(event) {
      last += 1;
      kinds[kindOf(event)].push({ position: last, event });
      tell();
    },
    after(position, most) {
      const entries = Object.values(kinds)
        .flatMap((kept) => kept.after(position, most))
        .sort((a, b) => a.position - b.position)
        .slice(0, most);
      return {
        events: entries.map(({ event }) => event),
        position: entries.at(-1)?.position ?? last,
        missed: kinds.lines.forgottenAfter(position),
      };
    },
    end() {
      isOver = true;
      tell();
    },
    isOver: () => isOver,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function kindOf({ type }: OutriderEvent): 'lines' | 'samples' | 'others' {
  if (type === 'Log') return 'lines';
  return type === 'TrafficSampled' || type === 'UsageSampled' ? 'samples' : 'others';
}

function createKept(most: number) {
  let entries: Entry[] = [];
  /** So many of the first ones are forgotten already. */
  let begin = 0;
  let forgotten = 0;
  let lastForgotten = 0;
  return {
    push(entry: Entry): void {
      entries.push(entry);
      if (entries.length - begin <= most) return;
      lastForgotten = entries[begin]!.position;
      forgotten += 1;
      begin += 1;
      // One copy for many steps.
      if (begin > most / 2) [entries, begin] = [entries.slice(begin), 0];
    },
    after(position: number, count: number): readonly Entry[] {
      let [low, high] = [begin, entries.length];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (entries[middle]!.position > position) high = middle;
        else low = middle + 1;
      }
      return entries.slice(low, low + count);
    },
    /** Exact for who asks from the beginning; for others at most so many. */
    forgottenAfter(position: number): number {
      return position === 0 ? forgotten : Math.max(0, Math.min(forgotten, lastForgotten - position));
    },
  };
}
