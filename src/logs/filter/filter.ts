import { createLevelTracker } from '../line/detect-level.ts';
import { compareLevels, type Level } from '../line/level.ts';
import type { LogRecord, LogSource, Role } from '../merge/record.ts';
import { type Instant, isBefore } from '../time/instant.ts';
import { type EngineTime, instantOf } from '../time/timestamp.ts';
import type { Pattern } from './pattern.ts';

/** What is left out lets everything through; all that is given must hold. */
export interface FilterOptions {
  readonly containers?: readonly string[];
  readonly exclude?: readonly string[];
  readonly roles?: readonly Role[];
  /** All of them must match; see `parsePattern`. */
  readonly patterns?: readonly Pattern[];
  /** The least severe level to show. Lines that say none count as `info`. */
  readonly level?: Level;
  /** The first instant. */
  readonly since?: EngineTime;
  /** The first instant that is too late. */
  readonly until?: EngineTime;
}

/**
 * Whether lines are wanted: all three must say so. `source` and `line` need no text, so whole containers need not be read
 * and unwanted lines not be decoded. What `text` is asked of a container comes in its order: continuation lines have the
 * level of the line before. Start anew with a filter of its own.
 */
export interface Filter {
  readonly source: (source: LogSource) => boolean;
  readonly line: (line: Instant) => boolean;
  readonly text: (record: LogRecord) => boolean;
  /** `line` may say no. */
  readonly readsTime: boolean;
  /** `text` may say no. */
  readonly readsText: boolean;
}

export function createFilter(options: FilterOptions): Filter {
  const { patterns = [], level, since, until } = options;
  const loud = levelFilter(level);
  return {
    source: sourceFilter(options),
    line: lineFilter(options),
    text: (record) => loud(record) && patterns.every(({ test, inverted }) => test(record.line) !== inverted),
    readsTime: since !== undefined || until !== undefined,
    readsText: patterns.length > 0 || level !== undefined,
  };
}

function sourceFilter({ containers, exclude, roles }: FilterOptions): Filter['source'] {
  const included = containers && containers.length > 0 ? new Set(containers) : undefined;
  const excluded = new Set(exclude);
  const wanted = roles && roles.length > 0 ? new Set(roles) : undefined;
  return ({ container, role }) =>
    (!included || included.has(container)) && !excluded.has(container) && (!wanted || wanted.has(role));
}

function lineFilter({ since, until }: FilterOptions): Filter['line'] {
  const first = since === undefined ? undefined : instantOf(since);
  const tooLate = until === undefined ? undefined : instantOf(until);
  return (line) =>
    (first === undefined || !isBefore(line, first)) && (tooLate === undefined || isBefore(line, tooLate));
}

function levelFilter(least: Level | undefined): (record: LogRecord) => boolean {
  if (least === undefined) return () => true;
  const levelOf = createLevelTracker();
  return ({ container, stream, line }) =>
    compareLevels(levelOf(`${container}/${stream}`, line) ?? 'info', least) >= 0;
}
