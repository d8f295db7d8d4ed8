import { type Sized, sizeOf } from './size.ts';
import type { EngineTime } from './timestamp.ts';

export type Mergeable = Sized & { readonly time: EngineTime };

/** One container's lines that wait, in its own order. */
export interface Queue<Line> {
  readonly source: string;
  lines: Line[];
  /** `arrived[i]` is when `lines[i]` came. */
  arrived: number[];
  /** Where the first line is that still waits. */
  first: number;
  state: 'announced' | 'unannounced' | 'closed';
}

/** The queues of several containers and how much waits in all of them. */
export interface Queues<Line> {
  /** In the order in which they were first named. */
  all: readonly Queue<Line>[];
  size: number;
  bytes: number;
}

export function queueOf<Line>(queues: Queues<Line>, source: string): Queue<Line> {
  const known = queues.all.find((queue) => queue.source === source);
  if (known) return known;
  const queue: Queue<Line> = { source, lines: [], arrived: [], first: 0, state: 'unannounced' };
  queues.all = [...queues.all, queue];
  return queue;
}

export function add<Line extends Mergeable>(
  queues: Queues<Line>,
  queue: Queue<Line>,
  line: Line,
  now: number,
): void {
  queue.lines.push(line);
  queue.arrived.push(now);
  queues.size++;
  queues.bytes += sizeOf(line);
}

/** Takes a queue's first line, which it must have. */
export function take<Line extends Mergeable>(queues: Queues<Line>, queue: Queue<Line>): Line {
  const line = queue.lines[queue.first]!;
  queue.first++;
  queues.size--;
  queues.bytes -= sizeOf(line);
  compact(queue);
  return line;
}

export function isEmpty(queue: Queue<unknown>): boolean {
  return queue.first === queue.lines.length;
}

/** The queue with the earliest line; of equal times the one that was named first. */
export function earliest<Line extends Mergeable>({ all }: Queues<Line>): Queue<Line> | undefined {
  let found: Queue<Line> | undefined;
  for (const queue of all) {
    if (isEmpty(queue)) continue;
    if (!found || queue.lines[queue.first]!.time < found.lines[found.first]!.time) found = queue;
  }
  return found;
}

/** Every container is known and has a line waiting, or has no more to come. */
export function isComplete({ all }: Queues<unknown>): boolean {
  for (const queue of all) {
    if (queue.state === 'unannounced') return false;
    if (queue.state === 'announced' && isEmpty(queue)) return false;
  }
  return true;
}

/** Whether a line waits that came by then. */
export function waitsSince({ all }: Queues<unknown>, arrivedBy: number): boolean {
  for (const queue of all) if (!isEmpty(queue) && queue.arrived[queue.first]! <= arrivedBy) return true;
  return false;
}

/** Forgets containers that are closed and have nothing left. */
export function forgetClosed<Line>(queues: Queues<Line>): void {
  const isGone = (queue: Queue<Line>): boolean => queue.state === 'closed' && isEmpty(queue);
  if (queues.all.some(isGone)) queues.all = queues.all.filter((queue) => !isGone(queue));
}

/** Gives the memory of lines that were taken back without moving the rest each time. */
function compact(queue: Queue<unknown>): void {
  if (isEmpty(queue)) {
    queue.lines = [];
    queue.arrived = [];
    queue.first = 0;
  } else if (queue.first >= 1024 && queue.first * 2 >= queue.lines.length) {
    queue.lines = queue.lines.slice(queue.first);
    queue.arrived = queue.arrived.slice(queue.first);
    queue.first = 0;
  }
}
