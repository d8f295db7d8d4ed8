import type { Pattern } from '../filter/pattern.ts';
import { sanitize } from '../line/sanitize.ts';
import { cutToWidth, expandTabs, widthOf, wrapToWidth } from '../line/width.ts';

/** A line as it is shown: what stands in front (name, time) and its text, both sanitized. */
export interface Presented {
  readonly head: string;
  readonly text: string;
}

export interface RowShape {
  readonly width: number;
  /** Long lines go on in further rows, indented behind the head; else they are cut. */
  readonly wrap: boolean;
}

/** More of one line is not shown in a window: nobody reads it there, and it would cost its length at each step. */
export const longest = 16 * 1024;
const ellipsis = '…';
const [inverse, upright] = ['\u001b[7m', '\u001b[27m'];

/** The rows of one line, none wider than asked for; at least one. */
export function rowsOf({ head, text }: Presented, { width, wrap }: RowShape): readonly string[] {
  const shown = expandTabs(text.length > longest ? text.slice(0, longest) + ellipsis : text);
  if (!wrap) return [cutToWidth(head + shown, width)];
  const indent = widthOf(head);
  // A head that leaves too little room is part of the text.
  if (indent * 2 > width) return wrapToWidth(head + shown, width);
  const rows = wrapToWidth(shown, width - indent);
  return rows.map((row, index) => (index === 0 ? head : ' '.repeat(indent)) + row);
}

/** The text with all matches inverted. Its own colours go where there is a match: they would end inside of it. */
export function highlight(text: string, pattern: Pattern): string {
  const plain = sanitize(text, { colors: false });
  const matches = pattern.matches(plain.slice(0, longest));
  if (matches.length === 0) return text;
  let marked = '';
  let done = 0;
  for (const [begin, end] of matches) {
    marked += plain.slice(done, begin) + inverse + plain.slice(begin, end) + upright;
    done = end;
  }
  return marked + plain.slice(done);
}
