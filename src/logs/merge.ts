import { type Sized, sizeOf } from './size.ts';
import type { EngineTime } from './timestamp.ts';

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

interface Queue<Line> {
  readonly source: string;
  lines: Line[];
  /** `arrived[i]` is when `lines[i]` was pushed. */
  arrived: number[];
  first: number;
  state: 'announced' | 'unannounced' | 'closed';
}

const defaultWindowMs = 150;
const defaultMaxLines = 20_000;
const defaultMaxBytes = 32 * 1024 * 1024;

/**
 * Merges several containers' lines by the engine's time. Each container's own order is never changed, whatever its clock
 * does. A line leaves when every open container has one waiting (then nothing earlier can come, no matter how far the
 * streams lag behind each other), or when it has waited for the window.
 */
export function createMerge<Line extends Sized & { readonly time: EngineTime }>(
  options: MergeOptions<Line>,
): Merge<Line> {
  const windowMs = options.windowMs ?? defaultWindowMs;
  const maxLines = options.maxLines ?? defaultMaxLines;
  const maxBytes = options.maxBytes ?? defaultMaxBytes;
  const queues = new Map<string, Queue<Line>>();
  let all: readonly Queue<Line>[] = [];
  let size = 0;
  let bytes = 0;

  function queueOf(source: string): Queue<Line> {
    const known = queues.get(source);
    if (known) return known;
    const queue: Queue<Line> = { source, lines: [], arrived: [], first: 0, state: 'unannounced' };
    queues.set(source, queue);
    all = [...queues.values()];
    return queue;
  }

  /** The queue with the earliest line; of equal times the one that was opened first. */
  function earliest(): Queue<Line> | undefined {
    let found: Queue<Line> | undefined;
    for (const queue of all) {
      if (queue.first === queue.lines.length) continue;
      if (!found || queue.lines[queue.first]!.time < found.lines[found.first]!.time) found = queue;
    }
    return found;
  }

  function complete(): boolean {
    for (const queue of all) {
      if (queue.state === 'unannounced') return false;
      if (queue.state === 'announced' && queue.first === queue.lines.length) return false;
    }
    return true;
  }

  function overfull(): boolean {
    return size > maxLines || bytes > maxBytes;
  }

  /** Some line has waited long enough: it goes, and with it all that is earlier. */
  function overdue(arrivedBy: number): boolean {
    for (const queue of all) {
      if (queue.first < queue.lines.length && queue.arrived[queue.first]! <= arrivedBy) return true;
    }
    return false;
  }

  function release(queue: Queue<Line>): void {
    const line = queue.lines[queue.first]!;
    queue.first++;
    size--;
    bytes -= sizeOf(line);
    compact(queue);
    options.onLine(queue.source, line);
  }

  /** Lets the earliest go while the rule holds. */
  function releaseWhile(mayGo: () => boolean): void {
    while (size > 0 && mayGo()) release(earliest()!);
    forgetClosed();
  }

  function forgetClosed(): void {
    for (const queue of all)
      if (queue.state === 'closed' && queue.first === queue.lines.length) queues.delete(queue.source);
    if (queues.size !== all.length) all = [...queues.values()];
  }

  const drain = (now: number): void =>
    releaseWhile(() => overfull() || overdue(now - windowMs) || complete());

  return {
    open: (source) => {
      queueOf(source).state = 'announced';
    },
    close: (source, now) => {
      queueOf(source).state = 'closed';
      drain(now);
    },
    push: (source, line, now) => {
      const queue = queueOf(source);
      queue.lines.push(line);
      queue.arrived.push(now);
      size++;
      bytes += sizeOf(line);
      if (overfull() || queue.lines.length - queue.first === 1) drain(now);
    },
    drain,
    flush: () => releaseWhile(() => true),
    size: () => size,
    waiting: (source) => {
      const queue = queues.get(source);
      return queue ? queue.lines.length - queue.first : 0;
    },
  };
}

/** Gives the memory of released lines back without moving the rest each time. */
function compact<Line>(queue: Queue<Line>): void {
  if (queue.first === queue.lines.length) {
    queue.lines = [];
    queue.arrived = [];
    queue.first = 0;
  } else if (queue.first >= 1024 && queue.first * 2 >= queue.lines.length) {
    queue.lines = queue.lines.slice(queue.first);
    queue.arrived = queue.arrived.slice(queue.first);
    queue.first = 0;
  }
}
