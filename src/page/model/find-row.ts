interface RowSearch {
  readonly rows: number;
  /** The row that it goes on from; -1 stands before the first. */
  readonly start: number;
  readonly direction: 1 | -1;
  readonly isMatch: (row: number) => boolean;
}

/** So many rows are looked at between two looks at the clock. */
const between = 256;

/** Looks for the next row that matches, in slices, around the ends and back to where it began. */
export function findRow({ rows, start, direction, isMatch }: RowSearch) {
  let looked = 0;
  return {
    /** Goes on until it knows, or `isLate` says that others have their turn. */
    advance(isLate: () => boolean): number | 'none' | 'goes on' {
      while (looked < rows) {
        looked += 1;
        const row = (((start + looked * direction) % rows) + rows) % rows;
        if (isMatch(row)) return row;
        if (looked % between === 0 && isLate()) return 'goes on';
      }
      return 'none';
    },
  };
}
