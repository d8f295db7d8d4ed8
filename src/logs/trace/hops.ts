import type { LogRecord } from '../merge/record.ts';
import { instantOf } from '../time/timestamp.ts';

/** A line of a request, with its place in time. */
export interface Hop {
  readonly record: LogRecord;
  /** Milliseconds since the first line of the request, with their fraction. */
  readonly sinceFirst: number;
  /** Milliseconds since the line before. */
  readonly sinceLast: number;
}

/** The lines of one request in the order of their times; lines of one moment stay as they came. */
export function hopsOf(records: readonly LogRecord[]): readonly Hop[] {
  const timed = records.map((record, index) => ({ record, index, at: instantOf(record.time) }));
  timed.sort((a, b) => a.at.seconds - b.at.seconds || a.at.nanos - b.at.nanos || a.index - b.index);
  const first = timed[0]?.at;
  const offsets = timed.map(
    ({ at }) => (at.seconds - first!.seconds) * 1000 + (at.nanos - first!.nanos) / 1e6,
  );
  return timed.map(({ record }, index) => ({
    record,
    sinceFirst: offsets[index]!,
    sinceLast: offsets[index]! - (offsets[index - 1] ?? 0),
  }));
}

/** From the line before to this one, as a stretch of the whole request. */
export function barOf(
  { sinceFirst, sinceLast }: Hop,
  wholeMs: number,
  columns: number,
  asciiOnly: boolean,
): string {
  const column = (ms: number): number => (wholeMs === 0 ? 0 : Math.round((ms / wholeMs) * (columns - 1)));
  const [from, to] = [column(sinceFirst - sinceLast), column(sinceFirst)];
  const [line, mark] = asciiOnly ? ['-', '#'] : ['─', '●'];
  return `${' '.repeat(from)}${line.repeat(to - from)}${mark}`.padEnd(columns);
}

/** `1.24 s`, `17 ms`, `0.31 ms`. */
export function inUnits(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return ms >= 10 ? `${ms.toFixed(0)} ms` : `${ms.toFixed(2)} ms`;
}
