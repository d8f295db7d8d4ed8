import type { LineView } from './view.ts';

/** A row of a line: where a window begins. */
export interface Anchor {
  readonly seq: number;
  /** Which row of the line, from 0. */
  readonly row: number;
}

/** The lines that a window moves over, and how many rows each takes. */
export interface RowView {
  readonly lines: Pick<LineView<unknown>, 'first' | 'end' | 'seqAt' | 'positionOf'>;
  readonly rowsAt: (position: number) => readonly string[];
}

/** Up from a row by so many rows, as far as there are any. */
export function up({ lines, rowsAt }: RowView, position: number, row: number, rows: number): Anchor {
  let [at, left] = [position, row - rows];
  while (left < 0 && at > lines.first()) left += rowsAt(--at).length;
  return { seq: lines.seqAt(at), row: Math.max(0, left) };
}

/** Down from a row by so many rows; behind the last line at most. */
export function down({ lines, rowsAt }: RowView, from: Anchor, rows: number): Anchor {
  let position = lines.positionOf(from.seq);
  let row = from.row + rows;
  while (position < lines.end()) {
    const own = rowsAt(position).length;
    if (row < own) break;
    row -= own;
    position++;
  }
  return { seq: lines.seqAt(position), row };
}

/** Where a window of this height begins when it shows the end. */
export function lastTop(view: RowView, height: number): Anchor {
  return up(view, view.lines.end(), 0, height);
}

/** A wish of where to begin, after lines went or were filtered out: never so low that rows stay empty. */
export function settle(view: RowView, wish: Anchor, height: number): Anchor {
  const { lines, rowsAt } = view;
  const last = lastTop(view, height);
  const position = lines.positionOf(wish.seq);
  if (position >= lines.end()) return last;
  const seq = lines.seqAt(position);
  const row = seq === wish.seq ? Math.min(wish.row, rowsAt(position).length - 1) : 0;
  return isEarlier({ seq, row }, last) ? { seq, row } : last;
}

export function isEarlier(a: Anchor, b: Anchor): boolean {
  return a.seq < b.seq || (a.seq === b.seq && a.row < b.row);
}
