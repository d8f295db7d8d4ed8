import type { Guide } from '../ports.ts';
import { type Row, toRow, wrapWords } from './row.ts';
import type { Theme } from './theme.ts';

/** A guide, and whether it is for a room that looks from afar. */
export type ShownGuide = Guide & { readonly isLarge: boolean };

/** On fewer columns the guide stands below the view. */
const leastForBeside = 100;

function isBeside({ isLarge }: ShownGuide, width: number): boolean {
  return !isLarge && width >= leastForBeside;
}

/** What a guide leaves of the columns and rows. */
export function roomBeside(
  guide: ShownGuide | undefined,
  width: number,
  room: number,
): { readonly width: number; readonly height: number } {
  if (!guide) return { width, height: room };
  if (isBeside(guide, width)) return { width: width - columnsOfGuide(width) - 2, height: room };
  return { width, height: Math.max(1, room - rowsOfGuide(guide, room)) };
}

function columnsOfGuide(width: number): number {
  return Math.min(72, Math.floor(width * 0.42));
}

function rowsOfGuide({ isLarge }: ShownGuide, room: number): number {
  return Math.floor(room * (isLarge ? 0.65 : 0.5));
}

/** The rows of the view with the guide at their right, or below them. */
export function withGuide(
  guide: ShownGuide | undefined,
  rows: readonly Row[],
  { width, room, theme }: { readonly width: number; readonly room: number; readonly theme: Theme },
): readonly Row[] {
  if (!guide) return rows;
  if (!isBeside(guide, width)) {
    const height = room - rows.length;
    const line = theme.paint(theme.glyphs.line.repeat(width), 'dim');
    return height < 2 ? rows : [...rows, line, ...guideRows(guide, width, height - 1, theme)];
  }
  const columns = columnsOfGuide(width);
  const side = guideRows(guide, columns, rows.length, theme);
  return rows.map((row, at) => `${row}${theme.paint('|', 'dim')} ${side[at]}`);
}

/** Exactly so many rows; what has no room is said in the last one. */
function guideRows(guide: ShownGuide, width: number, height: number, theme: Theme): readonly Row[] {
  const title = guide.isLarge ? spaced(guide.title) : guide.title;
  const lines = [
    ...wrapWords(title, width - 1).map((text) => ({ text, tone: 'title' as const })),
    { text: '', tone: 'plain' as const },
    ...guide.lines.flatMap(({ text, tone }) => [
      ...wrapWords(text, width - 1).map((row) => ({ text: row, tone })),
      ...(guide.isLarge && text !== '' ? [{ text: '', tone }] : []),
    ]),
  ];
  const shown =
    lines.length <= height
      ? lines
      : [...lines.slice(0, height - 1), { text: `${theme.glyphs.more} more`, tone: 'dim' as const }];
  return Array.from({ length: height }, (_, at) => toRow(shown[at] ? [shown[at]] : [], width, theme));
}

/** Letters with a blank between them are read from the last row of a room. */
function spaced(text: string): string {
  return text
    .split(' ')
    .map((word) => [...word].join(' '))
    .join('   ');
}
