/** Lines that came together, of whatever kind; `IsEarlier` knows them. */
export interface Batch {
  readonly length: number;
}

/** Whether line `i` of `a` is earlier than line `j` of `b`, by the engine's time. */
export type IsEarlier<Lines> = (a: Lines, i: number, b: Lines, j: number) => boolean;

interface Arrived<Lines> {
  readonly lines: Lines;
  readonly bytes: number;
  readonly at: number;
}

/** One container's lines that wait, in its own order. */
interface Queue<Lines> {
  readonly source: string;
  /** None is empty. */
  readonly batches: Arrived<Lines>[];
  /** Which line of the first batch is the next. */
  next: number;
  /** Of all batches; a batch weighs what it does until its last line is gone. */
  bytes: number;
  state: 'announced' | 'unannounced' | 'closed';
}

/** The queues of several containers and how much waits in all of them. */
export interface Queues<Lines> {
  /** In the order in which they were first named. */
  all: readonly Queue<Lines>[];
  /** Lines. */
  size: number;
  bytes: number;
}

export function queueOf<Lines>(queues: Queues<Lines>, source: string): Queue<Lines> {
  const known = queues.all.find((queue) => queue.source === source);
  if (known) return known;
  const queue: Queue<Lines> = { source, batches: [], next: 0, bytes: 0, state: 'unannounced' };
  queues.all = [...queues.all, queue];
  return queue;
}

/** Adds lines, of which there must be some. */
export function add<Lines extends Batch>(
  queues: Queues<Lines>,
  queue: Queue<Lines>,
  lines: Lines,
  bytes: number,
  at: number,
): void {
  queue.batches.push({ lines, bytes, at });
  queue.bytes += bytes;
  queues.bytes += bytes;
  queues.size += lines.length;
}

/** Drops a queue's first line, which it must have. */
export function drop<Lines extends Batch>(queues: Queues<Lines>, queue: Queue<Lines>): void {
  const { lines, bytes } = queue.batches[0]!;
  queue.next++;
  queues.size--;
  if (queue.next < lines.length) return;
  queue.batches.shift();
  queue.next = 0;
  queue.bytes -= bytes;
  queues.bytes -= bytes;
}

/** Whether the first line of a queue is earlier than that of another; both must have one. */
export function isAhead<Lines>(a: Queue<Lines>, b: Queue<Lines>, isEarlier: IsEarlier<Lines>): boolean {
  return isEarlier(a.batches[0]!.lines, a.next, b.batches[0]!.lines, b.next);
}

/** The queue with the earliest line; of equal ones the one that was named first. */
export function earliest<Lines>(
  all: readonly Queue<Lines>[],
  isEarlier: IsEarlier<Lines>,
  except?: Queue<Lines>,
): Queue<Lines> | undefined {
  let found: Queue<Lines> | undefined;
  for (const queue of all) {
    if (queue === except || isEmpty(queue)) continue;
    if (!found || isAhead(queue, found, isEarlier)) found = queue;
  }
  return found;
}

export function isEmpty({ batches }: Queue<unknown>): boolean {
  return batches.length === 0;
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
  for (const { batches } of all) if (batches.length > 0 && batches[0]!.at <= arrivedBy) return true;
  return false;
}

/** Forgets containers that are closed and have nothing left. */
export function forgetClosed<Lines>(queues: Queues<Lines>): void {
  const isGone = (queue: Queue<Lines>): boolean => queue.state === 'closed' && isEmpty(queue);
  if (queues.all.some(isGone)) queues.all = queues.all.filter((queue) => !isGone(queue));
}
