import { instanceKey } from './instance-key.ts';
import type { LogEntry } from './log-entry.ts';

/** Lines of one container that have come since they were handed over last. */
interface Arrived {
  readonly source: string;
  entries: LogEntry[];
  /** UTF-16 units of text. */
  size: number;
  /** When the first of them came, in milliseconds. */
  since: number;
}

/** Gathers lines that come one by one: in one piece they cost the merge a fraction. */
interface Arrivals {
  /** @param now milliseconds of a clock that only goes forward */
  readonly add: (entry: LogEntry, now: number) => void;
  /** Hands over all that has come. */
  readonly handOver: () => void;
  readonly isEmpty: () => boolean;
}

/** More of one container is handed over at once. */
const most = { lines: 1000, size: 256 * 1024 };

/** @param onLines takes lines of one container in their order; `since` is when the first of them came. */
export function createArrivals(
  onLines: (source: string, entries: readonly LogEntry[], since: number) => void,
): Arrivals {
  const bySource = new Map<string, Arrived>();
  const byInstance = new Map<string, Arrived>();
  let waiting = 0;

  /** All instances of a container are one source: its lines stay in their order. */
  function sourceOf({ pod, container }: LogEntry): Arrived {
    const source = `${pod}/${container}`;
    const arrived = bySource.get(source) ?? { source, entries: [], size: 0, since: 0 };
    bySource.set(source, arrived);
    return arrived;
  }
  function hand(arrived: Arrived): void {
    const { source, entries, since } = arrived;
    if (entries.length === 0) return;
    waiting -= entries.length;
    [arrived.entries, arrived.size] = [[], 0];
    onLines(source, entries, since);
  }
  return {
    add: (entry, now) => {
      const key = instanceKey(entry);
      let arrived = byInstance.get(key);
      if (!arrived) {
        arrived = sourceOf(entry);
        byInstance.set(key, arrived);
      }
      if (arrived.entries.length === 0) arrived.since = now;
      arrived.entries.push(entry);
      arrived.size += entry.line.length;
      waiting++;
      if (arrived.entries.length >= most.lines || arrived.size >= most.size) hand(arrived);
    },
    handOver: () => {
      if (waiting > 0) for (const arrived of bySource.values()) hand(arrived);
    },
    isEmpty: () => waiting === 0,
  };
}
