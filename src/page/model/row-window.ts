/** Browsers cannot scroll further than about 17 million pixels, so a list shows at most so many rows at once. */
export const mostRows = 800_000;

/** The rows `from` to `from + count - 1` of a list. */
export interface RowWindow {
  readonly from: number;
  readonly count: number;
}

/** The part of so many rows that is shown around one of them. A part that still has room around it stays. */
export function windowAround(rows: number, row: number, before: RowWindow | undefined): RowWindow {
  if (rows <= mostRows) return { from: 0, count: rows };
  const edge = mostRows / 100;
  const isWithin =
    before !== undefined &&
    before.from + before.count <= rows &&
    before.count === mostRows &&
    (row >= before.from + edge || before.from === 0) &&
    (row < before.from + mostRows - edge || before.from + mostRows >= rows);
  if (isWithin && row >= before.from && row < before.from + mostRows) return before;
  const from = Math.min(Math.max(0, row - mostRows / 2), rows - mostRows);
  return { from, count: mostRows };
}
