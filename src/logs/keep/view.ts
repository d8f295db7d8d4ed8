import { createScan, type Judge, type ReadableLines, type Scan } from './scan.ts';

/**
 * The lines that a filter lets through, by position: consecutive numbers, below zero too, that stay with their line
 * while others come. The newest lines are there first, and older ones are put in front of them: while there is time, and until
 * there are more than a person scrolls through soon.
 */
export interface LineView<Line> {
  readonly first: () => number;
  readonly end: () => number;
  readonly get: (position: number) => Line | undefined;
  /** The number of the line at a position; the end of the lines behind the last. */
  readonly seqAt: (position: number) => number;
  /** The position of the first line whose number is at least `seq`. */
  readonly positionOf: (seq: number) => number;
  /** Lines wait to be asked whose answer is wanted now. */
  readonly isBehind: () => boolean;
  /** Some lines have not been asked yet. */
  readonly isPartial: () => boolean;
  /** All older lines are wanted, or again only so many as a person scrolls through soon. */
  readonly want: (lines: 'all' | 'some') => void;
}

/** So many lines are ready in front of those that were looked at last. */
const ahead = 2000;

/** Whether there is time for one more line. */
export type MayGoOn = () => boolean;

/** Which lines a view shows. */
export interface Selection<Line> {
  /** Makes a judge that is asked about consecutive lines. */
  readonly judge: () => Judge<Line>;
  /** So many lines around each that is wanted. */
  readonly context?: number;
  /** A judge that knows a line by those before it first sees so many of them. */
  readonly warmUp?: number;
}

/** Without a selection the view is the lines themselves. */
export function createView<Line>(
  lines: ReadableLines<Line>,
  selection?: Selection<Line>,
  mayGoOn: MayGoOn = () => true,
): LineView<Line> {
  return selection ? selected(lines, selection, mayGoOn) : whole(lines);
}

function whole<Line>(lines: ReadableLines<Line>): LineView<Line> {
  return {
    first: lines.first,
    end: lines.end,
    get: (position) => (position >= lines.first() ? lines.get(position) : undefined),
    seqAt: (position) => Math.min(position, lines.end()),
    positionOf: (seq) => Math.min(Math.max(seq, lines.first()), lines.end()),
    isBehind: () => false,
    isPartial: () => false,
    want: () => {},
  };
}

function selected<Line>(
  lines: ReadableLines<Line>,
  selection: Selection<Line>,
  mayGoOn: MayGoOn,
): LineView<Line> {
  let seqs: number[] = [];
  /** `seqs[dropped]` is the oldest line that is still there; its position is `base + dropped`. */
  let dropped = 0;
  let base = 0;
  /** Older lines are asked until so many are there. */
  let wanted = ahead;
  const start = lines.end();
  const forward = scanFrom(lines, selection, start, (seq) => seqs.push(seq));
  const back = createBackward(lines, selection, start);

  const isBehindNow = (): boolean => forward.at() < lines.end();
  const wantsOlder = (): boolean => back.isBehind() && seqs.length - dropped < wanted;

  /** Takes up what has come and gone since; then goes on with older lines. */
  function update(): void {
    while (forward.at() < lines.end() && mayGoOn()) forward.step();
    const found = isBehindNow() || !wantsOlder() ? [] : back.work(mayGoOn);
    if (found.length > 0) {
      seqs = found.concat(seqs.slice(dropped));
      base += dropped - found.length;
      dropped = 0;
    }
    while (dropped < seqs.length && seqs[dropped]! < lines.first()) dropped++;
    if (dropped >= 1024 && dropped * 2 >= seqs.length) {
      seqs = seqs.slice(dropped);
      base += dropped;
      dropped = 0;
    }
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
      const isNearStart = position - base - dropped < ahead / 2;
      if (isNearStart) wanted = Math.max(wanted, seqs.length - dropped + ahead);
      const seq = seqs[position - base];
      return seq === undefined ? undefined : lines.get(seq);
    },
    seqAt: (position) => seqs[position - base] ?? lines.end(),
    positionOf: (seq) => {
      update();
      return base + lowerBound(seqs, dropped, seq);
    },
    isBehind: () => isBehindNow() || wantsOlder(),
    isPartial: () => isBehindNow() || back.isBehind(),
    want: (some) => {
      wanted = some === 'all' ? Number.POSITIVE_INFINITY : ahead;
    },
  };
}

/** The first index from `low` on whose value is at least `wanted`. */
function lowerBound(values: readonly number[], low: number, wanted: number): number {
  let [from, to] = [low, values.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (values[middle]! < wanted) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** A scan of the lines from `start` on, which has seen what it must of those before. */
function scanFrom<Line>(
  lines: ReadableLines<Line>,
  { judge, context = 0, warmUp = 0 }: Selection<Line>,
  start: number,
  keep: (seq: number) => void,
): Scan {
  const from = Math.max(lines.first(), start - Math.max(context, warmUp));
  return createScan(lines, judge(), context, from, (seq) => {
    if (seq >= start) keep(seq);
  });
}

interface Backward {
  /** The lines that were found in front of those before, if a stretch is through. */
  readonly work: (mayGoOn: MayGoOn) => readonly number[];
  readonly isBehind: () => boolean;
}

/** So many lines are looked at before they are shown; each stretch is as long as all before, so that few are put together. */
const firstStretch = 500;

/** Goes through older lines in stretches, the newest one first, each in the order of its lines. */
function createBackward<Line>(
  lines: ReadableLines<Line>,
  selection: Selection<Line>,
  start: number,
): Backward {
  let lowest = start;
  let scan: Scan | undefined;
  let found: number[] = [];
  let [from, end] = [start, start];

  function begin(): Scan {
    from = Math.max(lines.first(), lowest - Math.max(firstStretch, start - lowest));
    // Lines behind the stretch may want some of it around them.
    end = Math.min(lines.end(), lowest + (selection.context ?? 0));
    found = [];
    const to = lowest;
    return scanFrom(lines, selection, from, (seq) => {
      if (seq < to) found.push(seq);
    });
  }

  return {
    isBehind: () => lowest > lines.first(),
    work: (mayGoOn) => {
      if (lowest <= lines.first()) return [];
      scan ??= begin();
      while (scan.at() < end && mayGoOn()) scan.step();
      if (scan.at() < end) return [];
      lowest = from;
      scan = undefined;
      return found;
    },
  };
}
