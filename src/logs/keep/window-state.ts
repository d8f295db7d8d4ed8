import type { Pattern } from '../filter/pattern.ts';
import { type Anchor, lastTop, type RowView, settle } from './anchor.ts';
import { highlight, type Presented, type RowShape, rowsOf } from './rows.ts';
import type { ReadableLines } from './scan.ts';
import type { LineView, MayGoOn } from './view.ts';

export interface WindowOptions<Line> {
  readonly ring: ReadableLines<Line>;
  readonly width: number;
  readonly height: number;
  readonly wrap: boolean;
  /** Called for visible lines only; `previous` is the number of the line that is shown before it. */
  readonly present: (line: Line, seq: number, previous: number | undefined) => Presented;
  /** What a search looks at. */
  readonly textOf: (line: Line) => string;
  /** Whether a filter or a search may look at one more line now; where not, `work` goes on. Always, if absent. */
  readonly mayGoOn?: MayGoOn;
}

/** A search between two of its steps: the numbers of the line at which it goes on and of the one at which it began. */
export interface Seeking {
  readonly seq: number;
  readonly step: 1 | -1;
  readonly origin: number;
  readonly wrapped: boolean;
}

/** What a window knows between two calls. */
export interface WindowState<Line> {
  readonly options: WindowOptions<Line>;
  lines: LineView<Line>;
  shape: RowShape;
  height: number;
  /** Where it stands still; undefined while it follows. */
  top: Anchor | undefined;
  /** The ring's end when it came to stand still. */
  stoppedAt: number;
  pattern: Pattern | undefined;
  /** What the filter has found in the lines that are shown. */
  underlined: Pattern | undefined;
  /** The line of the current match. */
  current: number | undefined;
  /** A search that is under way. */
  seeking: Seeking | undefined;
  readonly mayGoOn: MayGoOn;
  /** Rows of the lines around the visible ones. */
  readonly cache: Map<number, readonly string[]>;
}

export function rowView<Line>(state: WindowState<Line>): RowView {
  return { lines: state.lines, rowsAt: (position) => rowsAt(state, position) };
}

export function topOf<Line>(state: WindowState<Line>): Anchor {
  const view = rowView(state);
  return state.top ? settle(view, state.top, state.height) : lastTop(view, state.height);
}

export function stand<Line>(state: WindowState<Line>, top: Anchor): void {
  if (!state.top) state.stoppedAt = state.options.ring.end();
  state.top = top;
}

/** Columns to the left that nobody sees. */
export function shift<Line>(state: WindowState<Line>, offset: number): void {
  state.shape = { ...state.shape, offset: Math.max(0, offset) };
  state.cache.clear();
}

/** A line as it is shown, before it is cut into rows. */
export function presentedAt<Line>({ lines, options }: WindowState<Line>, position: number): Presented {
  const previous = position > lines.first() ? lines.seqAt(position - 1) : undefined;
  return options.present(lines.get(position)!, lines.seqAt(position), previous);
}

function rowsAt<Line>(state: WindowState<Line>, position: number): readonly string[] {
  const { lines, cache, pattern, underlined, shape, height } = state;
  const seq = lines.seqAt(position);
  const known = cache.get(seq);
  if (known) return known;
  const { head, text } = presentedAt(state, position);
  const found = underlined && !underlined.inverted ? highlight(text, underlined, 'underlined') : text;
  const marked = pattern && !pattern.inverted ? highlight(found, pattern, 'inverse') : found;
  const rows = rowsOf({ head, text: marked }, shape);
  if (cache.size > 4 * height) cache.clear();
  // Lines may come in front of the first one still.
  if (position > lines.first()) cache.set(seq, rows);
  return rows;
}
