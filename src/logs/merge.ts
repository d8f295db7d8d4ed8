import {
  add,
  earliest,
  forgetClosed,
  isComplete,
  type Mergeable,
  type Queues,
  queueOf,
  take,
  waitsSince,
} from './queues.ts';

export interface MergeOptions<Line> {
  readonly onLine: (source: string, line: Line) => void;
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
  readonly push: (source: string, line: Line, now: number) => void;
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
export function createMerge<Line extends Mergeable>(options: MergeOptions<Line>): Merge<Line> {
  const {
    onLine,
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
      const queue = earliest(queues)!;
      onLine(queue.source, take(queues, queue));
    }
    forgetClosed(queues);
  }

  function drain(now: number): void {
    releaseWhile(() => isOverfull() || isComplete(queues) || waitsSince(queues, now - windowMs));
  }

  function waiting(source: string): number {
    const queue = queues.all.find((candidate) => candidate.source === source);
    return queue ? queue.lines.length - queue.first : 0;
  }

  return {
    open: (source) => {
      queueOf(queues, source).state = 'announced';
    },
    close: (source, now) => {
      queueOf(queues, source).state = 'closed';
      drain(now);
    },
    push: (source, line, now) => {
      const queue = queueOf(queues, source);
      add(queues, queue, line, now);
      // Behind the first line of a queue a new one changes nothing for the others.
      if (isOverfull() || queue.lines.length - queue.first === 1) drain(now);
    },
    drain,
    flush: () => releaseWhile(() => true),
    size: () => queues.size,
    waiting,
  };
}
