import type { Pattern } from '../../logs/filter/pattern.ts';
import type { Found } from '../../logs/keep/seek.ts';
import type { LogWindow } from '../../logs/keep/window.ts';
import { detectLevel } from '../../logs/line/detect-level.ts';
import { compareLevels } from '../../logs/line/level.ts';
import type { LogMove } from '../model.ts';
import type { LogEntry } from './log-entry.ts';

/** What only moves; other moves change which lines there are. */
export type CursorMove = Exclude<LogMove, { type: 'marker' } | { type: 'clear' } | { type: 'unclear' }>;

/** The line that a person is at, and the marked ones. There is none while the log follows its end. */
export interface LogCursor {
  /** Its number in the ring. */
  readonly at: () => number | undefined;
  readonly marks: ReadonlySet<number>;
  /** False when there is nothing to move to; `later` while it is looked for, see `work`. */
  readonly move: (move: CursorMove) => Found;
  /** A match or the first line is looked for. */
  readonly isAwaited: () => boolean;
  /** Goes on with a search; undefined when none was under way. */
  readonly work: () => Found | undefined;
  /** What the keys for matches look for from now on. */
  readonly search: (pattern: Pattern | undefined) => void;
}

/** What is marked in a line that is an error. */
const words = /\b(?:error|fatal|panic|exception|traceback|critical|ERR)\b|\w+(?:Error|Exception)\b/giu;

/** What the keys for errors look for: lines with a level from error on, as `L` has them, and words of lines that have none. */
const errors: Pattern = {
  test: (text) => {
    const level = detectLevel(text);
    return level === undefined ? text.search(words) !== -1 : compareLevels(level, 'error') >= 0;
  },
  matches: (text) => [...text.matchAll(words)].map(({ index, 0: { length } }) => [index, index + length]),
  inverted: false,
};

export function createLogCursor(window: LogWindow<LogEntry>): LogCursor {
  let cursor: number | undefined;
  let pattern: Pattern | undefined;
  let looksFor: 'matches' | 'errors' = 'matches';
  /** The first line is waited for: a filter looks at older ones still. */
  let goesToTop = false;
  const marks = new Set<number>();

  /** Pauses, with the cursor on the newest line unless it is somewhere already. */
  function stop(): true {
    goesToTop = false;
    if (window.following()) {
      window.pause();
      cursor = window.rows().at(-1)?.seq;
    }
    return true;
  }

  function follow(): true {
    window.follow();
    cursor = undefined;
    goesToTop = false;
    return true;
  }

  function scroll(rows: number, cursorAt: number): true {
    if (rows < 0) stop();
    window.scroll(rows);
    if (window.following()) return follow();
    cursor = window.rows().at(cursorAt)?.seq;
    return true;
  }

  /** Steps through the visible lines; at their edge the window moves. */
  function by(lines: number): boolean {
    if (window.following() && lines > 0) return true;
    stop();
    const visible = [...new Set(window.rows().map(({ seq }) => seq))];
    const at = cursor === undefined ? visible.length - 1 : visible.indexOf(cursor);
    const next = visible[at + lines];
    if (at === -1 || next === undefined) return scroll(lines, lines < 0 ? 0 : -1);
    cursor = next;
    return true;
  }

  /** The cursor stays on the row of the screen where it is. */
  function page(rows: number): boolean {
    const visible = window.rows();
    const at = cursor === undefined ? visible.length - 1 : visible.findIndex(({ seq }) => seq === cursor);
    return scroll(rows, Math.max(0, at));
  }

  function at(row: number): true {
    stop();
    cursor = window.rows().at(row)?.seq ?? cursor;
    return true;
  }

  function find(what: 'matches' | 'errors', direction: 'next' | 'previous'): Found {
    if (what !== looksFor) window.search(what === 'errors' ? errors : pattern);
    looksFor = what;
    return arrived(window[direction](cursor));
  }

  function arrived<T extends Found | undefined>(found: T): T {
    if (found !== true && found !== 'wrapped') return found;
    cursor = window.rows().find(({ current }) => current)?.seq;
    return found;
  }

  function mark(): boolean {
    stop();
    if (cursor === undefined) return false;
    if (!marks.delete(cursor)) marks.add(cursor);
    return true;
  }

  function top(): Found {
    stop();
    window.toStart();
    cursor = window.rows()[0]?.seq;
    goesToTop = window.isBehind();
    return goesToTop ? 'later' : true;
  }

  function work(): Found | undefined {
    const found = window.work();
    if (!goesToTop) return arrived(found);
    return window.isBehind() ? 'later' : top();
  }

  function clearMarks(): true {
    marks.clear();
    return true;
  }

  const moves: { readonly [T in CursorMove['type']]: (move: Extract<CursorMove, { type: T }>) => Found } = {
    by: ({ lines }) => by(lines),
    page: ({ rows }) => page(rows),
    at: ({ row }) => at(row),
    top,
    follow,
    toggleFollow: () => (window.following() ? stop() : follow()),
    nextMatch: () => find('matches', 'next'),
    previousMatch: () => find('matches', 'previous'),
    nextError: () => find('errors', 'next'),
    previousError: () => find('errors', 'previous'),
    mark,
    clearMarks,
    pan: ({ columns }) => window.pan(columns),
  };
  return {
    at: () => cursor,
    marks,
    move: (move) => (moves[move.type] as (move: CursorMove) => Found)(move),
    isAwaited: () => goesToTop || window.isSeeking(),
    work,
    search: (wanted) => {
      pattern = wanted;
      looksFor = 'matches';
      window.search(wanted);
    },
  };
}
