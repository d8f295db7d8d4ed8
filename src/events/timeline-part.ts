import type { Timeline, TimelineRow } from './timeline.ts';

/** Milliseconds since 1970. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

export type TimelinePart = 'all' | 'start' | 'stop' | 'last minute';

/** The shortest stretch that can be looked at, in milliseconds. */
const shortestMs = 20;
const minuteMs = 60_000;

/** The time of a part: all; until everything was ready once; since something began to end; the last minute. */
export function rangeOf(timeline: Timeline, part: TimelinePart): TimeRange {
  const { from, to, rows } = timeline;
  const lastMinute = { from: Math.max(from, to - minuteMs), to };
  switch (part) {
    case 'all':
      return { from, to };
    case 'last minute':
      return lastMinute;
    case 'start': {
      const end = Math.max(...rows.map((row) => endOfStart(row) ?? to), from + shortestMs);
      return { from, to: Math.min(to, end + (end - from) / 10) };
    }
    case 'stop': {
      const begin = Math.min(...rows.map(beginOfStop).filter((at) => at !== undefined));
      if (!Number.isFinite(begin)) return lastMinute;
      return { from: Math.max(from, begin - (to - begin) / 10), to };
    }
  }
}

/** An init container has started when it has ended; others when they are ready. */
function endOfStart({ role, bars, exits }: TimelineRow): number | undefined {
  return role === 'init' ? exits[0]?.at : bars.find(({ kind }) => kind === 'ready')?.from;
}

function beginOfStop({ bars }: TimelineRow): number | undefined {
  return bars.findLast(({ kind }) => kind === 'terminating')?.from;
}

/** Half of a range, or twice as much, around a moment in it; undefined for everything. */
export function zoomed(
  whole: TimeRange,
  shown: TimeRange,
  around: number,
  factor: number,
): TimeRange | undefined {
  const length = Math.max(shortestMs, (shown.to - shown.from) * factor);
  if (length >= whole.to - whole.from) return undefined;
  const share = (around - shown.from) / (shown.to - shown.from);
  return within(whole, around - share * length, length);
}

/** The range moved by so much, as far as there is time. */
export function panned(whole: TimeRange, shown: TimeRange, by: number): TimeRange {
  return within(whole, shown.from + by, shown.to - shown.from);
}

function within(whole: TimeRange, from: number, length: number): TimeRange {
  const begin = Math.min(Math.max(whole.from, from), whole.to - length);
  return { from: begin, to: begin + length };
}
