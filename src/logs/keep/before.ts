import type { NumberedLines } from './ring.ts';
import type { ReadableLines } from './scan.ts';

/** Lines whose past can become known later, under numbers that no line changes for it. */
export interface LinesWithPast<Line> extends ReadableLines<Line> {
  /** Lines from before the first one; they take the place of those that were known of that time. */
  readonly setPast: (lines: Pick<NumberedLines<Line>, 'get' | 'first' | 'end'>) => void;
}

/** The lines have their own numbers, from 1; those from before them count down from 0. */
export function withPast<Line>(lines: ReadableLines<Line>): LinesWithPast<Line> {
  let past: ReadableLines<Line> | undefined;
  return {
    setPast: (wanted) => {
      past = wanted;
    },
    end: lines.end,
    // Behind a gap nobody looks for older ones.
    first: () => (past && lines.first() === 1 ? 1 + past.first() - past.end() : lines.first()),
    get: (seq) => (seq >= 1 ? lines.get(seq) : past?.get(past.end() - 1 + seq)),
  };
}
