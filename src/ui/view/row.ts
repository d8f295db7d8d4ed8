import { cutToWidth, expandTabs, widthOf } from '../../logs/line/width.ts';
import type { Theme, Tone } from './theme.ts';

/** A piece of a row. Text is sanitized before it becomes one. */
export interface Segment {
  readonly text: string;
  readonly tone?: Tone;
  /** A colour of its own instead of a tone, as an SGR parameter. */
  readonly sgr?: number;
}

/** A string ready for the terminal: as wide as asked and never wider, colours closed. */
export type Row = string;

const reset = '\u001b[0m';
/** ASCII, and lines, blocks and signs that the UI draws itself: all one column wide. */
const narrow = /^[ -~\u2500-\u25fc\u2298\u2717\u2026\u00b7\u2192]*$/;

/** `widthOf`, and quick for what the UI itself draws. */
export function columnsOf(text: string): number {
  return narrow.test(text) ? text.length : widthOf(text);
}

/** Pieces side by side, cut with an ellipsis at `width` columns and filled up to it. */
export function toRow(segments: readonly Segment[], width: number, theme: Theme): Row {
  const total = segments.reduce((sum, { text }) => sum + columnsOf(text), 0);
  if (total <= width) return paintAll(segments, theme) + ' '.repeat(width - total);
  let left = Math.max(0, width - 1);
  let row = '';
  for (const segment of segments) {
    const text = cutToWidth(segment.text, left);
    row += paintSegment({ ...segment, text }, theme);
    left -= columnsOf(text);
    if (columnsOf(text) < columnsOf(segment.text)) break;
  }
  return row + ' '.repeat(left) + (width > 0 ? theme.glyphs.more : '');
}

/** Two ends of a row; the left one is cut where both do not fit. */
export function toEnds(
  left: readonly Segment[],
  right: readonly Segment[],
  width: number,
  theme: Theme,
): Row {
  const taken = right.reduce((sum, { text }) => sum + columnsOf(text), 0);
  if (taken === 0) return toRow(left, width, theme);
  if (taken >= width - 4) return toRow([...left, { text: ' ' }, ...right], width, theme);
  return `${toRow(left, width - taken - 1, theme)} ${toRow(right, taken, theme)}`;
}

/** Sanitized text, colours and all, cut with an ellipsis and filled up. */
export function toTextRow(text: string, width: number, theme: Theme): Row {
  const flat = expandTabs(text);
  const used = columnsOf(flat);
  if (used <= width) return flat + closing(flat) + ' '.repeat(width - used);
  const cut = cutToWidth(flat, Math.max(0, width - 1));
  return cut + closing(cut) + ' '.repeat(Math.max(0, width - 1 - columnsOf(cut))) + theme.glyphs.more;
}

/** Text in a column: cut with an ellipsis, filled up at its end or, for numbers, at its beginning. */
export function cell(text: string, width: number, theme: Theme, align: 'left' | 'right' = 'left'): string {
  const used = columnsOf(text);
  if (used > width) {
    const cut = cutToWidth(text, Math.max(0, width - 1));
    return cut + ' '.repeat(Math.max(0, width - 1 - columnsOf(cut))) + (width > 0 ? theme.glyphs.more : '');
  }
  const gap = ' '.repeat(width - used);
  return align === 'left' ? text + gap : gap + text;
}

/** Words broken into rows of at most `width` columns, for dialogs; what is indented stays so in every row. */
export function wrapWords(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const blanks = /^ */.exec(line)![0];
    const indent = blanks.slice(0, Math.floor(width / 2));
    return wrapLine(line.slice(blanks.length), width - indent.length).map((row) => indent + row);
  });
}

function wrapLine(line: string, width: number): readonly string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of line.split(' ')) {
    const joined = row === '' ? word : `${row} ${word}`;
    if (columnsOf(joined) <= width) {
      row = joined;
      continue;
    }
    if (row !== '') rows.push(row);
    row = word;
    while (columnsOf(row) > width) {
      const head = cutToWidth(row, width) || row.slice(0, 1);
      rows.push(head);
      row = row.slice(head.length);
    }
  }
  return [...rows, row];
}

function paintAll(segments: readonly Segment[], theme: Theme): string {
  return segments.map((segment) => paintSegment(segment, theme)).join('');
}

function paintSegment({ text, tone, sgr }: Segment, theme: Theme): string {
  return sgr === undefined ? theme.paint(text, tone ?? 'plain') : theme.paintSgr(text, sgr);
}

function closing(text: string): string {
  return text.includes('\u001b') ? reset : '';
}
