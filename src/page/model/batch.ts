import type { EventOf, OutriderEvent } from '../../events/types.ts';

/** What reaches the page at once: from the file it is in, or from a server. */
export interface PageBatch {
  /** Without log lines, in their order. */
  readonly events: readonly OutriderEvent[];
  readonly lines?: LineColumns;
  /** So many older lines are not there any more: the page came too late, or is too slow for them. */
  readonly missed?: number;
}

/** Log lines as columns of the same length: a million of them are read quickly. */
export interface LineColumns {
  readonly sources: readonly LineSource[];
  /** The place of each line's source in `sources`. */
  readonly source: readonly number[];
  /** Milliseconds since 1970 of the first line, to which `after` is counted. */
  readonly from: number;
  /** Milliseconds, with microseconds behind the point. */
  readonly after: readonly number[];
  readonly text: readonly string[];
}

/** Where a line comes from: a stream of one instance of a container. */
export interface LineSource {
  readonly pod: string;
  readonly container: string;
  readonly attempt: number;
  readonly stream: 'stdout' | 'stderr';
}

/** Puts events into a batch, log lines into columns. */
export function toBatch(events: readonly OutriderEvent[]): PageBatch {
  const lines = events.filter((event) => event.type === 'Log');
  const others = events.filter(({ type }) => type !== 'Log');
  return lines.length === 0 ? { events: others } : { events: others, lines: toColumns(lines) };
}

function toColumns(lines: readonly EventOf<'Log'>[]): LineColumns {
  const places = new Map<string, number>();
  const sources: LineSource[] = [];
  const placeOf = ({ pod, container, attempt, stream }: LineSource): number => {
    const key = `${pod}/${container}/${attempt}/${stream}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, sources.length);
    return sources.push({ pod, container, attempt, stream }) - 1;
  };
  const from = millisecondsOf(lines[0]!.time);
  return {
    source: lines.map(placeOf),
    sources,
    from,
    after: lines.map(({ time }) => Math.round((millisecondsOf(time) - from) * 1000) / 1000),
    text: lines.map(({ line }) => line),
  };
}

/** Milliseconds since 1970 of an RFC 3339 time, with microseconds behind the point. */
export function millisecondsOf(time: string): number {
  const whole = Date.parse(time);
  const fraction = /\.\d{3}(\d{1,3})/.exec(time)?.[1];
  return fraction === undefined ? whole : whole + Number(`0.${fraction}`);
}
