import {
  add,
  earliest,
  forgetClosed,
  head,
  type IsBefore,
  isComplete,
  type Queues,
  queueOf,
  take,
  waitsSince,
} from './queues.ts';
import type { Sized } from './size.ts';

export interface MergeOptions<Line> {
  readonly onLine: (source: string, line: Line) => void;
  /** Whether the engine's time of the first is earlier than that of the second. */
  readonly isBefore: IsBefore<Line>;
  /** How long a line waits for earlier ones of other containers; default 150. `Infinity` merges exactly. */
  readonly windowMs?: number;
  /** How many lines may wait; default 20 000. Beyond it, or beyond `maxBytes`, the earliest goes without waiting. */
  readonly maxLines?: number;
  /** How much text may wait; default 32 MiB. */
  readonly maxBytes?: number;
}

/** Times are milliseconds of any clock that only goes forward; the caller's `now` is all that moves it. */
export interface Merge<Line> {
  /**
   * Announces a container, so that lines of others wait for its first. Once a container pushes that was not announced,
   * others may follow unannounced too, and the window alone decides until it is closed.
   */
  readonly open: (source: string) => void;
  /** No more lines come from it: nothing waits for it any longer. What it has left still comes out in turn. */
  readonly close: (source: string, now: number) => void;
  /** Lines that came together, in their order. */
  readonly push: (source: string, lines: readonly Line[], now: number) => void;
  /** Lets go what has waited long enough. To be called every few tens of milliseconds while lines wait. */
  readonly drain: (now: number) => void;
  /** Lets go everything, in order. */
  readonly flush: () => void;
  /** Lines waiting. */
  readonly size: () => number;
  /** Lines of one container waiting: a reader that may pause its stream does so above some thousand. */
  readonly waiting: (source: string) => number;
}

const defaultWindowMs = 150;
const defaultMaxLines = 20_000;
const defaultMaxBytes = 32 * 1024 * 1024;

/**
 * Merges several containers' lines by the engine's time. Each container's own order is never changed, whatever its clock
 * does. A line leaves when every open container has one waiting (then nothing earlier can come, no matter how far the
 * streams lag behind each other), or when some line has waited for the window: that one leaves and all that are earlier.
 */
export function createMerge<Line extends Sized>(options: MergeOptions<Line>): Merge<Line> {
  const {
    onLine,
    isBefore,
    windowMs = defaultWindowMs,
    maxLines = defaultMaxLines,
    maxBytes = defaultMaxBytes,
  } = options;
  const queues: Queues<Line> = { all: [], size: 0, bytes: 0 };

  function isOverfull(): boolean {
    return queues.size > maxLines || queues.bytes > maxBytes;
  }

  /** Lets the earliest line go while the rule holds. */
  function releaseWhile(mayGo: () => boolean): void {
    while (queues.size > 0 && mayGo()) {
      const queue = earliest(queues.all, isBefore)!;
      const rival = earliest(queues.all, isBefore, queue);
      const limit = rival && head(rival)!;
      // Containers write in bursts: what follows in the same queue is often earlier than all others too.
      do onLine(queue.source, take(queues, queue));
      while (queue.waiting > 0 && (!limit || isBefore(head(queue)!, limit)) && mayGo());
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
      const waited = queue.waiting > 0;
      add(queues, queue, lines, now);
      // Behind the first line of a queue a new one changes nothing for the others.
      if (isOverfull() || !waited) drain(now);
    },
    drain,
    flush: () => releaseWhile(() => true),
    size: () => queues.size,
    waiting: (source) => queues.all.find((queue) => queue.source === source)?.waiting ?? 0,
  };
}
