import type { Sized } from '../line/size.ts';
import type { Ring } from './ring.ts';

/**
 * The lines of a ring that a filter lets through, by position: consecutive numbers that stay with their line while the
 * ring goes on. Every line is asked once. Where there is not enough time for all of them, the last ones are as if they
 * had not come yet.
 */
export interface LineView<Line> {
  readonly first: () => number;
  readonly end: () => number;
  readonly get: (position: number) => Line | undefined;
  /** The ring's number of the line at a position; the ring's end behind the last. */
  readonly seqAt: (position: number) => number;
  /** The position of the first line whose number is at least `seq`. */
  readonly positionOf: (seq: number) => number;
  /** Lines wait to be asked. */
  readonly isBehind: () => boolean;
}

/** Whether there is time for one more line. */
export type MayGoOn = () => boolean;

/** @param accepts is called for the lines in their order, once each; without it the view is the ring itself. */
export function createView<Line extends Sized>(
  ring: Ring<Line>,
  accepts?: (line: Line) => boolean,
  mayGoOn: MayGoOn = () => true,
): LineView<Line> {
  return accepts ? filtered(ring, accepts, mayGoOn) : wholeRing(ring);
}

function wholeRing<Line extends Sized>(ring: Ring<Line>): LineView<Line> {
  return {
    first: ring.first,
    end: ring.end,
    get: ring.get,
    seqAt: (position) => Math.min(position, ring.end()),
    positionOf: (seq) => Math.min(Math.max(seq, ring.first()), ring.end()),
    isBehind: () => false,
  };
}

function filtered<Line extends Sized>(
  ring: Ring<Line>,
  accepts: (line: Line) => boolean,
  mayGoOn: MayGoOn,
): LineView<Line> {
  let seqs: number[] = [];
  /** `seqs[dropped]` is the oldest line that the ring still has; its position is `base + dropped`. */
  let dropped = 0;
  let base = 0;
  let asked = ring.first();

  /** Takes up what the ring got and lost since. */
  function update(): void {
    for (asked = Math.max(asked, ring.first()); asked < ring.end() && mayGoOn(); asked++) {
      if (accepts(ring.get(asked)!)) seqs.push(asked);
    }
    while (dropped < seqs.length && seqs[dropped]! < ring.first()) dropped++;
    if (dropped >= 1024 && dropped * 2 >= seqs.length) {
      seqs = seqs.slice(dropped);
      base += dropped;
      dropped = 0;
    }
  }

  function positionOf(seq: number): number {
    let [low, high] = [dropped, seqs.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (seqs[middle]! < seq) low = middle + 1;
      else high = middle;
    }
    return base + low;
  }

  return {
    first: () => {
      update();
      return base + dropped;
    },
    end: () => {
      update();
      return base + seqs.length;
    },
    get: (position) => {
      const seq = seqs[position - base];
      return seq === undefined ? undefined : ring.get(seq);
    },
    seqAt: (position) => seqs[position - base] ?? ring.end(),
    positionOf: (seq) => {
      update();
      return positionOf(seq);
    },
    isBehind: () => asked < ring.end(),
  };
}
