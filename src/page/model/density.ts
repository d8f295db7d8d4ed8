import type { TimeRange } from '../../events/timeline-part.ts';
import type { LogScan } from './log-scan.ts';
import type { LogStore } from './log-store.ts';

/** How many lines were written in a stretch of time, and how many of them say `error` or worse. */
export interface Density {
  readonly lines: number;
  readonly errors: number;
}

/** The lines of a range in so many stretches of equal length. */
export function densityOf(
  lines: LogStore,
  errors: LogScan,
  { from, to }: TimeRange,
  stretches: number,
): readonly Density[] {
  const ends = Array.from({ length: stretches + 1 }, (_, at) =>
    lines.firstAfter(from + ((to - from) * at) / stretches),
  );
  const bad = ends.map((line) => errors.rowOf(line));
  return Array.from({ length: stretches }, (_, at) => ({
    lines: ends[at + 1]! - ends[at]!,
    errors: bad[at + 1]! - bad[at]!,
  }));
}
