import {
  add,
  type Batch,
  drop,
  earliest,
  forgetClosed,
  type IsEarlier,
  isAhead,
  isComplete,
  isEmpty,
  type Queues,
  queueOf,
  waitsSince,
} from './queues.ts';

export interface MergeOptions<Lines> {
  /** A line's turn: the one at `index` of a batch that was pushed. */
  readonly onLine: (source: string, lines: Lines, index: number) => void;
  readonly isEarlier: IsEarlier<Lines>;
  /** What a batch weighs, in bytes of memory. */
  readonly bytesOf: (lines: Lines) => number;
  /** How long a line waits for earlier ones of other containers; default 150. `Infinity` merges exactly. */
  readonly windowMs?: number;
  /** How many lines may wait; default 20 000. Beyond it, or beyond `maxBytes`, the earliest goes without waiting. */
  readonly maxLines?: number;
  /** How much may wait; default 32 MiB. */
  readonly maxBytes?: number;
}

/** Times are milliseconds of any clock that only goes forward; the caller's `now` is all that moves it. */
export interface Merge<Lines> {
  /**
   * Announces a container, so that lines of others wait for its first. Once a container pushes that was not announced,
   * others may follow unannounced too, and the window alone decides until it is closed.
   */
  readonly open: (source: string) => void;
  /** No more lines come from it: nothing waits for it any longer. What it has left still comes out in turn. */
  readonly close: (source: string, now: number) => void;
  /** Lines that came together, in their order. */
  readonly push: (source: string, lines: Lines, now: number) => void;
  /** Lets go what has waited long enough. To be called every few tens of milliseconds while lines wait. */
  readonly drain: (now: number) => void;
  /** Lets go everything, in order. */
  readonly flush: () => void;
  /** Lines waiting. */
  readonly size: () => number;
  /** Bytes waiting, of one container or of all: a reader that may pause its stream does so when they are many. */
  readonly bytes: (source?: string) => number;
}

const defaultWindowMs = 150;
const defaultMaxLines = 20_000;
const defaultMaxBytes = 32 * 1024 * 1024;

/**
 * Merges several containers' lines by the engine's time. Each container's own order is never changed, whatever its clock
 * does. A line leaves when every open container has one waiting (then nothing earlier can come, no matter how far the
 * streams lag behind each other), or when some line has waited for the window: that one leaves and all that are earlier.
 */
export function createMerge<Lines extends Batch>(options: MergeOptions<Lines>): Merge<Lines> {
  const {
    onLine,
    isEarlier,
    bytesOf,
    windowMs = defaultWindowMs,
    maxLines = defaultMaxLines,
    maxBytes = defaultMaxBytes,
  } = options;
  const queues: Queues<Lines> = { all: [], size: 0, bytes: 0 };

  function isOverfull(): boolean {
    return queues.size > maxLines || queues.bytes > maxBytes;
  }

  /** Lets the earliest line go while the rule holds. */
  function releaseWhile(mayGo: () => boolean): void {
    while (queues.size > 0 && mayGo()) {
      const queue = earliest(queues.all, isEarlier)!;
      const rival = earliest(queues.all, isEarlier, queue);
      // Containers write in bursts: what follows in the same queue is often earlier than all others too.
      do {
        onLine(queue.source, queue.batches[0]!.lines, queue.next);
        drop(queues, queue);
      } while (!isEmpty(queue) && (!rival || isAhead(queue, rival, isEarlier)) && mayGo());
    }
    forgetClosed(queues);
  }

  function drain(now: number): void {
    releaseWhile(() => isOverfull() || isComplete(queues) || waitsSince(queues, now - windowMs));
  }

  return {
    open: (source) => {
      queueOf(queues, source).state = 'announced';
    },
    close: (source, now) => {
      queueOf(queues, source).state = 'closed';
      drain(now);
    },
    push: (source, lines, now) => {
      if (lines.length === 0) return;
      const queue = queueOf(queues, source);
      const waited = !isEmpty(queue);
      add(queues, queue, lines, bytesOf(lines), now);
      // Behind the first line of a queue a new one changes nothing for the others.
      if (isOverfull() || !waited) drain(now);
    },
    drain,
    flush: () => releaseWhile(() => true),
    size: () => queues.size,
    bytes: (source) =>
      source === undefined ? queues.bytes : (queues.all.find((queue) => queue.source === source)?.bytes ?? 0),
  };
}
