import { type Sized, sizeOf } from './size.ts';

/** Lines that came together. */
interface Batch<Line> {
  readonly lines: readonly Line[];
  readonly arrived: number;
}

/** One container's lines that wait, in its own order. */
export interface Queue<Line> {
  readonly source: string;
  /** None is empty. */
  readonly batches: Batch<Line>[];
  /** Which line of the first batch is the next. */
  next: number;
  /** Lines in all batches. */
  waiting: number;
  state: 'announced' | 'unannounced' | 'closed';
}

/** The queues of several containers and how much waits in all of them. */
export interface Queues<Line> {
  /** In the order in which they were first named. */
  all: readonly Queue<Line>[];
  size: number;
  bytes: number;
}

export type IsBefore<Line> = (a: Line, b: Line) => boolean;

export function queueOf<Line>(queues: Queues<Line>, source: string): Queue<Line> {
  const known = queues.all.find((queue) => queue.source === source);
  if (known) return known;
  const queue: Queue<Line> = { source, batches: [], next: 0, waiting: 0, state: 'unannounced' };
  queues.all = [...queues.all, queue];
  return queue;
}

/** Adds lines, of which there must be some. */
export function add<Line extends Sized>(
  queues: Queues<Line>,
  queue: Queue<Line>,
  lines: readonly Line[],
  arrived: number,
): void {
  queue.batches.push({ lines, arrived });
  queue.waiting += lines.length;
  queues.size += lines.length;
  for (const line of lines) queues.bytes += sizeOf(line);
}

/** Takes a queue's first line, which it must have. */
export function take<Line extends Sized>(queues: Queues<Line>, queue: Queue<Line>): Line {
  const { lines } = queue.batches[0]!;
  const line = lines[queue.next]!;
  queue.next++;
  queue.waiting--;
  queues.size--;
  queues.bytes -= sizeOf(line);
  if (queue.next === lines.length) {
    queue.batches.shift();
    queue.next = 0;
  }
  return line;
}

/** The queue's first line. */
export function head<Line>(queue: Queue<Line>): Line | undefined {
  return queue.batches[0]?.lines[queue.next];
}

/** The queue with the earliest line; of equal ones the one that was named first. */
export function earliest<Line>(
  all: readonly Queue<Line>[],
  isBefore: IsBefore<Line>,
  except?: Queue<Line>,
): Queue<Line> | undefined {
  let found: Queue<Line> | undefined;
  for (const queue of all) {
    if (queue === except || queue.waiting === 0) continue;
    if (!found || isBefore(head(queue)!, head(found)!)) found = queue;
  }
  return found;
}

/** Every container is known and has a line waiting, or has no more to come. */
export function isComplete({ all }: Queues<unknown>): boolean {
  for (const queue of all) {
    if (queue.state === 'unannounced') return false;
    if (queue.state === 'announced' && queue.waiting === 0) return false;
  }
  return true;
}

/** Whether a line waits that came by then. */
export function waitsSince({ all }: Queues<unknown>, arrivedBy: number): boolean {
  for (const { batches } of all) if (batches.length > 0 && batches[0]!.arrived <= arrivedBy) return true;
  return false;
}

/** Forgets containers that are closed and have nothing left. */
export function forgetClosed<Line>(queues: Queues<Line>): void {
  const isGone = (queue: Queue<Line>): boolean => queue.state === 'closed' && queue.waiting === 0;
  if (queues.all.some(isGone)) queues.all = queues.all.filter((queue) => !isGone(queue));
}
