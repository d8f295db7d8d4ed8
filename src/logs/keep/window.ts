import type { Pattern } from '../filter/pattern.ts';
import type { Sized } from '../line/size.ts';
import { type Anchor, down, isEarlier, lastTop, type RowView, settle, up } from './anchor.ts';
import type { Ring } from './ring.ts';
import { highlight, longest, type Presented, type RowShape, rowsOf } from './rows.ts';
import { createView, type LineView, type MayGoOn } from './view.ts';

interface WindowOptions<Line> {
  readonly ring: Ring<Line>;
  readonly width: number;
  readonly height: number;
  readonly wrap: boolean;
  /** Called for visible lines only. */
  readonly present: (line: Line) => Presented;
  /** What a search looks at. */
  readonly textOf: (line: Line) => string;
  /** Whether a filter or a search may look at one more line now; where not, `work` goes on. Always, if absent. */
  readonly mayGoOn?: MayGoOn;
}

/** What became of a search; `wrapped`: past an end of the log; `later`: `work` goes on with it. */
export type Found = boolean | 'wrapped' | 'later';

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
  /** Shows other lines, near where it was; without a predicate all. */
  readonly filter: (accepts?: (line: Line) => boolean) => void;
  /** Presents visible lines anew, e.g. after `present` learned another time format. */
  readonly refresh: () => void;
  /** Down by rows, up if negative. */
  readonly scroll: (rows: number) => void;
  readonly toStart: () => void;
  /** To the end, and follows it again. */
  readonly follow: () => void;
  readonly pause: () => void;
  readonly following: () => boolean;
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
  /** There is more to do for `work`. */
  readonly isBehind: () => boolean;
  /** The lines that the filter lets through. */
  readonly all: () => readonly Line[];
}

/** A search between two of its steps: the numbers of the line at which it goes on and of the one at which it began. */
interface Seeking {
  readonly seq: number;
  readonly step: 1 | -1;
  readonly origin: number;
  readonly wrapped: boolean;
}

interface State<Line> {
  readonly options: WindowOptions<Line>;
  lines: LineView<Line>;
  shape: RowShape;
  height: number;
  /** Where it stands still; undefined while it follows. */
  top: Anchor | undefined;
  /** The ring's end when it came to stand still. */
  stoppedAt: number;
  pattern: Pattern | undefined;
  /** The line of the current match. */
  current: number | undefined;
  /** A search that is under way. */
  seeking: Seeking | undefined;
  readonly mayGoOn: MayGoOn;
  /** Rows of the lines around the visible ones. */
  readonly cache: Map<number, readonly string[]>;
}

export function createWindow<Line extends Sized>(options: WindowOptions<Line>): LogWindow<Line> {
  const { ring, width, height, wrap } = options;
  const state: State<Line> = {
    options,
    lines: createView(ring),
    shape: { width, wrap },
    height,
    top: undefined,
    stoppedAt: 0,
    pattern: undefined,
    current: undefined,
    seeking: undefined,
    mayGoOn: options.mayGoOn ?? (() => true),
    cache: new Map(),
  };
  const reshape = (shape: RowShape): void => {
    state.shape = shape;
    state.cache.clear();
  };
  return {
    rows: () => visibleRows(state),
    resize: (columns, rows) => {
      state.height = Math.max(1, rows);
      reshape({ width: Math.max(1, columns), wrap: state.shape.wrap });
    },
    wrap: (on) => reshape({ width: state.shape.width, wrap: on }),
    filter: (accepts) => {
      state.lines = createView(ring, accepts, state.mayGoOn);
    },
    refresh: () => state.cache.clear(),
    scroll: (rows) => scroll(state, rows),
    toStart: () => stand(state, { seq: state.lines.seqAt(state.lines.first()), row: 0 }),
    follow: () => {
      state.top = undefined;
    },
    pause: () => stand(state, topOf(state)),
    following: () => state.top === undefined,
    newLines: () => (state.top ? state.lines.end() - state.lines.positionOf(state.stoppedAt) : 0),
    search: (pattern) => {
      state.pattern = pattern;
      state.current = undefined;
      state.seeking = undefined;
      state.cache.clear();
    },
    next: (from) => begin(state, from, 1),
    previous: (from) => begin(state, from, -1),
    work: () => work(state),
    isBehind: () => state.lines.isBehind() || state.seeking !== undefined,
    all: () => linesOf(state),
  };
}

function visibleRows<Line>(state: State<Line>): readonly Row[] {
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

function rowView<Line>(state: State<Line>): RowView {
  return { lines: state.lines, rowsAt: (position) => rowsAt(state, position) };
}

function rowsAt<Line>(state: State<Line>, position: number): readonly string[] {
  const { lines, cache, options, pattern, shape, height } = state;
  const seq = lines.seqAt(position);
  const known = cache.get(seq);
  if (known) return known;
  const { head, text } = options.present(lines.get(position)!);
  const marked = pattern && !pattern.inverted ? highlight(text, pattern) : text;
  const rows = rowsOf({ head, text: marked }, shape);
  if (cache.size > 4 * height) cache.clear();
  cache.set(seq, rows);
  return rows;
}

function topOf<Line>(state: State<Line>): Anchor {
  const view = rowView(state);
  return state.top ? settle(view, state.top, state.height) : lastTop(view, state.height);
}

function stand<Line>(state: State<Line>, top: Anchor): void {
  if (!state.top) state.stoppedAt = state.options.ring.end();
  state.top = top;
}

function scroll<Line>(state: State<Line>, rows: number): void {
  const view = rowView(state);
  const from = topOf(state);
  if (rows < 0) return stand(state, up(view, state.lines.positionOf(from.seq), from.row, -rows));
  const to = down(view, from, rows);
  if (isEarlier(to, lastTop(view, state.height))) stand(state, to);
  else state.top = undefined;
}

/** Beside a line or the current match; without one at the first or the last visible line. */
function begin<Line>(state: State<Line>, from: number | undefined, step: 1 | -1): Found {
  const beside = from ?? state.current;
  const seen = step === 1 ? topOf(state).seq : (visibleRows(state).at(-1)?.seq ?? 0);
  const seq = beside === undefined ? seen : beside + step;
  state.seeking = { seq, step, origin: seq, wrapped: false };
  return work(state) ?? false;
}

/** The view first: a search looks only at lines that it has. */
function work<Line>(state: State<Line>): Found | undefined {
  const { lines, seeking } = state;
  lines.end();
  if (!seeking) return undefined;
  return lines.isBehind() ? 'later' : find(state, positionAt(lines, seeking), seeking);
}

/** A filter may have taken the line away: the nearest one in the direction of the search is meant. */
function positionAt<Line>(lines: LineView<Line>, { seq, step }: Seeking): number {
  return step === 1 ? lines.positionOf(seq) : lines.positionOf(seq + 1) - 1;
}

/** Looks from a position to an end of the log, and from its other end to where it began. */
function find<Line>(state: State<Line>, from: number, way: Omit<Seeking, 'seq'>): Found {
  const { lines, pattern, options } = state;
  const { step, origin, wrapped } = way;
  state.seeking = undefined;
  if (!pattern) return false;
  for (let position = from; position >= lines.first() && position < lines.end(); position += step) {
    const seq = lines.seqAt(position);
    if (wrapped && (seq - origin) * step >= 0) return false;
    if (!state.mayGoOn()) {
      state.seeking = { ...way, seq };
      return 'later';
    }
    const text = options.textOf(lines.get(position)!);
    if (pattern.test(text.slice(0, longest)) === pattern.inverted) continue;
    state.current = seq;
    stand(state, up(rowView(state), position, 0, Math.floor(state.height / 3)));
    return wrapped ? 'wrapped' : true;
  }
  return wrapped
    ? false
    : find(state, step === 1 ? lines.first() : lines.end() - 1, { ...way, wrapped: true });
}

function linesOf<Line>({ lines }: State<Line>): readonly Line[] {
  const all: Line[] = [];
  for (let position = lines.first(); position < lines.end(); position++) all.push(lines.get(position)!);
  return all;
}
