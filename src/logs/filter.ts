import { createLevelTracker } from './detect-level.ts';
import { type Instant, isBefore } from './instant.ts';
import { compareLevels, type Level } from './level.ts';
import type { LogRecord, LogSource, Role } from './record.ts';
import { type EngineTime, instantOf } from './timestamp.ts';

/** What is left out lets everything through; all that is given must hold. */
export interface FilterOptions {
  readonly containers?: readonly string[];
  readonly exclude?: readonly string[];
  readonly roles?: readonly Role[];
  /** Regular expressions; a leading `!` asks for lines that do not match, a leading `(?i)` ignores case. */
  readonly grep?: readonly string[];
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

export type FilterResult =
  | { readonly ok: true; readonly filter: Filter }
  | { readonly ok: false; readonly code: 'bad-pattern'; readonly message: string; readonly hint: string };

export function createFilter(options: FilterOptions): FilterResult {
  const patterns: Pattern[] = [];
  for (const text of options.grep ?? []) {
    const pattern = parsePattern(text);
    if (!pattern.ok) return pattern;
    patterns.push(pattern.pattern);
  }
  const loud = levelFilter(options.level);
  return {
    ok: true,
    filter: {
      source: sourceFilter(options),
      line: lineFilter(options),
      text: (record) =>
        loud(record) && patterns.every(({ regex, inverted }) => regex.test(record.line) !== inverted),
      readsTime: options.since !== undefined || options.until !== undefined,
      readsText: patterns.length > 0 || options.level !== undefined,
    },
  };
}

/** A regular expression as people type it after `/` or `--grep`. */
export interface Pattern {
  readonly regex: RegExp;
  readonly inverted: boolean;
}

export type PatternResult =
  | { readonly ok: true; readonly pattern: Pattern }
  | Extract<FilterResult, { readonly ok: false }>;

/** `!` inverts, `\!` is the character itself, `(?i)` ignores case. */
export function parsePattern(text: string): PatternResult {
  const inverted = text.startsWith('!');
  const rest = inverted ? text.slice(1) : text.replace(/^\\!/, '!');
  const ignoreCase = rest.startsWith('(?i)');
  try {
    const regex = new RegExp(ignoreCase ? rest.slice(4) : rest, ignoreCase ? 'iu' : 'u');
    return { ok: true, pattern: { regex, inverted } };
  } catch (error) {
    return {
      ok: false,
      code: 'bad-pattern',
      message: `${JSON.stringify(text)} is no regular expression: ${reasonOf(error)}`,
      hint: 'characters such as ( [ . * ? + mean themselves behind a backslash',
    };
  }
}

/** `Invalid regular expression: /(/u: Unterminated group` without its first half. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.slice(message.lastIndexOf(': ') + 2);
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
