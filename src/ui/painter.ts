import type { Row } from './view/row.ts';

/** Puts frames on the terminal. */
export interface Painter {
  /** Shows these rows from the top of the screen on. Only rows that differ from the ones before are written. */
  readonly paint: (rows: readonly Row[], size: { readonly width: number; readonly height: number }) => void;
  /** Something else may be on the screen: the next frame is written whole. */
  readonly forget: () => void;
}

/** A terminal that knows DEC mode 2026 shows what stands between these at once; others ignore them. */
const synchronized = { begin: '\u001b[?2026h', end: '\u001b[?2026l' };
const hideCursor = '\u001b[?25l';
/** A row that is too wide for a terminal that counts columns in another way is cut there, and the row below stays as it is. */
const wrapping = { off: '\u001b[?7l', on: '\u001b[?7h' };
const reset = '\u001b[m';
const eraseToEnd = '\u001b[K';
const eraseBelow = '\u001b[J';

/**
 * The rows are ready for the terminal, so nothing is left to lay out. Ink makes an object of each cell of each frame, which under a
 * flood of lines costs more than all else.
 */
export function createPainter(write: (text: string) => void): Painter {
  let shown: readonly Row[] = [];
  let [width, height] = [0, 0];
  const forget = (): void => {
    shown = [];
  };
  return {
    forget,
    paint: (rows, size) => {
      if (size.width !== width || size.height !== height) forget();
      ({ width, height } = size);
      const next = rows.slice(0, height);
      const isAnew = shown.length === 0;
      let text = isAnew ? hideCursor : '';
      for (const [at, row] of next.entries()) if (row !== shown[at]) text += lineAt(at, row);
      if (next.length < (isAnew ? height : shown.length)) text += moveTo(next.length) + eraseBelow;
      shown = next;
      if (text !== '') write(synchronized.begin + wrapping.off + text + wrapping.on + synchronized.end);
    },
  };
}

/** In the last column an erasure would take the last character: a row without a blank at its end is written on an empty line. */
function lineAt(at: number, row: Row): string {
  const text = row.trimEnd();
  return text.length < row.length
    ? moveTo(at) + text + reset + eraseToEnd
    : moveTo(at) + eraseToEnd + text + reset;
}

function moveTo(row: number): string {
  return `\u001b[${row + 1};1H`;
}
