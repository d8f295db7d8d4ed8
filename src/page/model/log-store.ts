import { createLevelTracker } from '../../logs/line/detect-level.ts';
import { type Level, levels } from '../../logs/line/level.ts';
import { sanitize } from '../../logs/line/sanitize.ts';
import type { LineColumns, LineSource } from './batch.ts';
import { firstWhere } from './first-where.ts';

/** Every log line of the page, by its number from 0, in the order in which the stream told them. */
export interface LogStore {
  readonly add: (lines: LineColumns) => void;
  readonly size: () => number;
  /** Without control sequences. */
  readonly text: (line: number) => string;
  /** Milliseconds since 1970. */
  readonly time: (line: number) => number;
  readonly source: (line: number) => LineSource;
  /** The place of the line's source in `sources()`. */
  readonly sourceAt: (line: number) => number;
  readonly sources: () => readonly LineSource[];
  /** Undefined when the line says none. */
  readonly level: (line: number) => Level | undefined;
  /**
   * The first line that was written after a moment, in milliseconds since 1970; `size()` when there is none. Lines of
   * several containers may be a little out of order: every line before the answer has an earlier one.
   */
  readonly firstAfter: (time: number) => number;
}

/** The level that stands for none. */
const noLevel = 255;

export function createLogStore(): LogStore {
  const texts: string[] = [];
  const sources: LineSource[] = [];
  const places = new Map<string, number>();
  const levelOf = createLevelTracker();
  let [times, latest, from, severity] = [
    new Float64Array(0),
    new Float64Array(0),
    new Uint16Array(0),
    new Uint8Array(0),
  ];

  function place(source: LineSource): number {
    const key = `${source.pod}/${source.container}/${source.attempt}/${source.stream}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, sources.length);
    return sources.push(source) - 1;
  }
  function reserve(count: number): void {
    const wanted = texts.length + count;
    if (wanted <= times.length) return;
    const room = Math.max(1024, wanted, times.length * 2);
    times = grown(times, new Float64Array(room));
    latest = grown(latest, new Float64Array(room));
    from = grown(from, new Uint16Array(room));
    severity = grown(severity, new Uint8Array(room));
  }
  function add(lines: LineColumns): void {
    reserve(lines.text.length);
    const here = lines.sources.map(place);
    for (const [at, raw] of lines.text.entries()) {
      const line = texts.length;
      const source = here[lines.source[at]!]!;
      const time = lines.from + lines.after[at]!;
      const level = levelOf(String(source), raw);
      texts.push(sanitize(raw, { colors: false }));
      times[line] = time;
      latest[line] = line === 0 ? time : Math.max(time, latest[line - 1]!);
      from[line] = source;
      severity[line] = level === undefined ? noLevel : levels.indexOf(level);
    }
  }
  return {
    add,
    size: () => texts.length,
    text: (line) => texts[line]!,
    time: (line) => times[line]!,
    source: (line) => sources[from[line]!]!,
    sourceAt: (line) => from[line]!,
    sources: () => sources,
    level: (line) => levels[severity[line]!],
    firstAfter: (time) => firstWhere(texts.length, (line) => latest[line]! > time),
  };
}

function grown<Column extends Float64Array | Uint16Array | Uint8Array>(old: Column, bigger: Column): Column {
  bigger.set(old);
  return bigger;
}
