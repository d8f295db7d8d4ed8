import type { NumberedLines } from './ring.ts';

/** `shown`: the filter wants it; `alone`: without lines around it; `around`: only as one of these; `hidden`: never. */
export type Verdict = 'shown' | 'alone' | 'around' | 'hidden';
export type Judge<Line> = (line: Line) => Verdict;

/** Lines that can be read by their number. */
export type ReadableLines<Line> = Pick<NumberedLines<Line>, 'get' | 'first' | 'end'>;

/** Looks at one line after another and keeps the numbers of those that are wanted, with so many lines around each. */
export interface Scan {
  /** The number of the line that is looked at next. */
  readonly at: () => number;
  readonly step: () => void;
}

/** @param keep is called in the order of the lines, once for each. */
export function createScan<Line>(
  lines: Pick<ReadableLines<Line>, 'get'>,
  judge: Judge<Line>,
  context: number,
  from: number,
  keep: (seq: number) => void,
): Scan {
  let at = from;
  let behind = 0;
  let before: number[] = [];
  function take(verdict: Verdict): void {
    if (verdict === 'shown') {
      for (const seq of before) keep(seq);
      before = [];
      keep(at);
      behind = context;
    } else if (verdict === 'alone') {
      before = [];
      keep(at);
    } else if (verdict === 'around' && behind > 0) {
      keep(at);
      behind--;
    } else if (verdict === 'around' && context > 0) {
      before.push(at);
      if (before.length > context) before.shift();
    }
  }
  return {
    at: () => at,
    step: () => {
      const line = lines.get(at);
      if (line !== undefined) take(judge(line));
      at++;
    },
  };
}
