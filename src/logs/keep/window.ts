import type { Pattern } from '../filter/pattern.ts';
import { down, isEarlier, lastTop, up } from './anchor.ts';
import type { RowShape } from './rows.ts';
import { beginSeek, type Found, goOnSeeking } from './seek.ts';
import { createView, type Selection } from './view.ts';
import { rowView, shift, stand, topOf, type WindowOptions, type WindowState } from './window-state.ts';

export interface Row {
  /** The line's number in the ring. */
  readonly seq: number;
  /** Which of the line's rows it is, from 0. */
  readonly index: number;
  readonly text: string;
  /** The line is the current match of the search. */
  readonly current: boolean;
}

/**
 * The visible part of a ring. It follows the end until somebody scrolls or pauses; then it stands still, whatever comes,
 * until it is scrolled to the end again.
 */
export interface LogWindow<Line> {
  /** At most `height` rows, fewer only while there are no more. */
  readonly rows: () => readonly Row[];
  readonly resize: (width: number, height: number) => void;
  readonly wrap: (wrap: boolean) => void;
  /** Shows other lines, near where it was; without a selection all. `underlined` is what is shown of why. */
  readonly filter: (selection?: Selection<Line>, underlined?: Pattern) => void;
  /** Presents visible lines anew, e.g. after `present` learned another time format. */
  readonly refresh: () => void;
  /** Right by columns, left if negative; false at the left edge. Wrapped rows have no edge. */
  readonly pan: (columns: number) => boolean;
  /** Down by rows, up if negative. */
  readonly scroll: (rows: number) => void;
  readonly toStart: () => void;
  /** To the end, and follows it again. */
  readonly follow: () => void;
  readonly pause: () => void;
  readonly following: () => boolean;
  /** The first line is at the top. */
  readonly isAtStart: () => boolean;
  /** Lines that came since it stands still. */
  readonly newLines: () => number;
  /** Marks matches from now on without hiding other lines; without a pattern no longer. */
  readonly search: (pattern?: Pattern) => void;
  /**
   * Goes to the next match, with context around it, and past the end of the log to its beginning; false when there is none.
   * It begins beside the line `from`, else beside the current match.
   */
  readonly next: (from?: number) => Found;
  readonly previous: (from?: number) => Found;
  /** Goes on with a filter and a search, as far as there is time. Undefined when no search was under way. */
  readonly work: () => Found | undefined;
  /** A match is looked for. */
  readonly isSeeking: () => boolean;
  /** There is more to do for `work`. */
  readonly isBehind: () => boolean;
  /** A filter looks at all lines, not only at so many as a person scrolls through soon; until the log is followed again. */
  readonly wantAll: () => void;
  /** The lines that the filter lets through, one after another: there may be more than memory holds. See `wantAll`. */
  readonly all: () => Iterable<Line>;
}

export function createWindow<Line>(options: WindowOptions<Line>): LogWindow<Line> {
  const { ring, width, height, wrap } = options;
  const state: WindowState<Line> = {
    options,
    lines: createView(ring),
    shape: { width, wrap },
    height,
    top: undefined,
    stoppedAt: 0,
    pattern: undefined,
    underlined: undefined,
    current: undefined,
    seeking: undefined,
    mayGoOn: options.mayGoOn ?? (() => true),
    cache: new Map(),
  };
  const reshape = (shape: RowShape): void => {
    state.shape = shape;
    state.cache.clear();
  };
  const lastVisible = (): number => visibleRows(state).at(-1)?.seq ?? 0;
  return {
    rows: () => visibleRows(state),
    resize: (columns, rows) => {
      state.height = Math.max(1, rows);
      reshape({ ...state.shape, width: Math.max(1, columns) });
    },
    wrap: (on) => reshape({ ...state.shape, wrap: on }),
    filter: (selection, underlined) => {
      state.lines = createView(ring, selection, state.mayGoOn);
      state.underlined = underlined;
      state.cache.clear();
    },
    refresh: () => state.cache.clear(),
    pan: (columns) => pan(state, columns),
    scroll: (rows) => scroll(state, rows),
    toStart: () => {
      state.lines.want('all');
      stand(state, { seq: ring.first(), row: 0 });
    },
    follow: () => {
      state.lines.want('some');
      state.top = undefined;
    },
    pause: () => stand(state, topOf(state)),
    following: () => state.top === undefined,
    isAtStart: () => topOf(state).seq <= state.lines.seqAt(state.lines.first()) && !state.lines.isPartial(),
    wantAll: () => state.lines.want('all'),
    newLines: () => (state.top ? state.lines.end() - state.lines.positionOf(state.stoppedAt) : 0),
    search: (pattern) => {
      state.pattern = pattern;
      state.current = undefined;
      state.seeking = undefined;
      state.cache.clear();
    },
    next: (from) => beginSeek(state, from, 1, lastVisible),
    previous: (from) => beginSeek(state, from, -1, lastVisible),
    work: () => goOnSeeking(state),
    isSeeking: () => state.seeking !== undefined,
    isBehind: () => state.lines.isBehind() || state.seeking !== undefined,
    all: () => linesOf(state),
  };
}

function visibleRows<Line>(state: WindowState<Line>): readonly Row[] {
  const { lines, height, current } = state;
  const { rowsAt } = rowView(state);
  const from = topOf(state);
  const start = lines.positionOf(from.seq);
  const visible: Row[] = [];
  for (let position = start; position < lines.end() && visible.length < height; position++) {
    const seq = lines.seqAt(position);
    const rows = rowsAt(position).map((text, index) => ({ seq, index, text, current: seq === current }));
    visible.push(...(position === start ? rows.slice(from.row) : rows));
  }
  return visible.slice(0, height);
}

function scroll<Line>(state: WindowState<Line>, rows: number): void {
  const view = rowView(state);
  const from = topOf(state);
  if (rows < 0) return stand(state, up(view, state.lines.positionOf(from.seq), from.row, -rows));
  const to = down(view, from, rows);
  if (isEarlier(to, lastTop(view, state.height))) stand(state, to);
  else state.top = undefined;
}

function pan<Line>(state: WindowState<Line>, columns: number): boolean {
  const offset = state.shape.offset ?? 0;
  if (state.shape.wrap || (offset === 0 && columns < 0)) return false;
  shift(state, offset + columns);
  return true;
}

function* linesOf<Line>({ lines }: WindowState<Line>): Iterable<Line> {
  for (let position = lines.first(); position < lines.end(); position++) yield lines.get(position)!;
}
