import { type Sized, sizeOf } from '../line/size.ts';

interface RingLimits {
  readonly maxLines: number;
  /** Of text; what the engine adds for each object is not counted. */
  readonly maxBytes: number;
}

/** Lines under numbers that never change: from 1, without gaps, whatever was dropped. */
export interface NumberedLines<Line> {
  /** Adds a line; its number. */
  readonly push: (line: Line) => number;
  /** Undefined when it was dropped or does not exist yet. */
  readonly get: (seq: number) => Line | undefined;
  /** The oldest number that is still there; `end()` when there is none. */
  readonly first: () => number;
  /** The number that the next line will get. */
  readonly end: () => number;
  readonly size: () => number;
  /** How many lines were dropped since the beginning. */
  readonly dropped: () => number;
}

/** The last lines; the oldest beyond the limits are dropped. */
export interface Ring<Line> extends NumberedLines<Line> {
  readonly bytes: () => number;
}

/** @param limits of which the newest line is exempt: it is kept whatever its size. */
export function createRing<Line extends Sized>(limits: RingLimits): Ring<Line> {
  const { maxLines, maxBytes } = limits;
  /** A circle: line `seq` is at `seq % slots.length`. */
  let slots: (Line | undefined)[] = new Array(64).fill(undefined);
  let first = 1;
  let end = 1;
  let bytes = 0;

  function grow(): void {
    const wider: (Line | undefined)[] = new Array(slots.length * 2).fill(undefined);
    for (let seq = first; seq < end; seq++) wider[seq % wider.length] = slots[seq % slots.length];
    slots = wider;
  }

  function dropOldest(): void {
    const place = first % slots.length;
    bytes -= sizeOf(slots[place]!);
    slots[place] = undefined;
    first++;
  }

  function trim(): void {
    while (end - first > 1 && (end - first > maxLines || bytes > maxBytes)) dropOldest();
  }

  return {
    push: (line) => {
      if (end - first === slots.length) grow();
      slots[end % slots.length] = line;
      bytes += sizeOf(line);
      end++;
      trim();
      return end - 1;
    },
    get: (seq) => (seq >= first && seq < end ? slots[seq % slots.length] : undefined),
    first: () => first,
    end: () => end,
    size: () => end - first,
    bytes: () => bytes,
    dropped: () => first - 1,
  };
}
