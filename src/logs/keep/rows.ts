import type { Pattern } from '../filter/pattern.ts';
import { sanitize } from '../line/sanitize.ts';
import { cutToWidth, dropColumns, expandTabs, widthOf, wrapToWidth } from '../line/width.ts';

/** A line as it is shown: what stands in front (name, time) and its text, both sanitized. */
export interface Presented {
  readonly head: string;
  readonly text: string;
}

export interface RowShape {
  readonly width: number;
  /** Long lines go on in further rows, indented behind the head; else they are cut. */
  readonly wrap: boolean;
  /** Columns of the text that are left out at its beginning, with a mark in their place, where lines are cut. */
  readonly offset?: number;
}

/** More of one line is not shown in a window: nobody reads it there, and it would cost its length at each step. */
export const longest = 16 * 1024;
const ellipsis = '…';
/** Where the beginning of a text is cut off: ASCII, for every terminal. */
const cutMark = '<';

/** The rows of one line, none wider than asked for; at least one. */
export function rowsOf({ head, text }: Presented, { width, wrap, offset = 0 }: RowShape): readonly string[] {
  const shown = expandTabs(text.length > longest ? text.slice(0, longest) + ellipsis : text);
  if (!wrap) return [cutToWidth(head + (offset > 0 ? cutFrom(shown, offset) : shown), width)];
  const indent = widthOf(head);
  // A head that leaves too little room is part of the text.
  if (indent * 2 > width) return wrapToWidth(head + shown, width);
  const rows = wrapToWidth(shown, width - indent);
  return rows.map((row, index) => (index === 0 ? head : ' '.repeat(indent)) + row);
}

function cutFrom(text: string, offset: number): string {
  return cutMark + dropColumns(text, offset + cutMark.length);
}

const renditions = {
  inverse: ['\u001b[7m', '\u001b[27m'],
  underlined: ['\u001b[4m', '\u001b[24m'],
} as const;
const esc = '\u001b';
const colors = new RegExp(`(${esc}\\[[\\d;:]*m)`);

/** The text with all matches inverted or underlined, and its own colours. */
export function highlight(text: string, pattern: Pattern, as: keyof typeof renditions): string {
  const plain = sanitize(text, { colors: false });
  const matches = pattern.matches(plain.slice(0, longest));
  if (matches.length === 0) return text;
  const [on, off] = renditions[as];
  let [marked, at, next] = ['', 0, 0];
  let isInside = false;
  for (const piece of text.split(colors)) {
    if (piece.startsWith(esc)) {
      marked += isInside ? piece + on : piece;
      continue;
    }
    const end = at + piece.length;
    while (next < matches.length) {
      const edge = matches[next]![isInside ? 1 : 0];
      if (edge > end || (edge === end && !isInside)) break;
      marked += plain.slice(at, edge) + (isInside ? off : on);
      at = edge;
      if (isInside) next++;
      isInside = !isInside;
    }
    marked += plain.slice(at, end);
    at = end;
  }
  return isInside ? marked + off : marked;
}
