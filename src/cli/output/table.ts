import { widthOf } from '../../logs/line/width.ts';
import { harmless } from './harmless.ts';

/** Columns as wide as their longest cell on the screen, two blanks apart; numbers are written as they are. */
export function tableText(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [heads, ...rows].map((row) => row.map((cell) => harmless(String(cell))));
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => widthOf(line[column] ?? ''))));
  const pad = (cell: string, column: number): string =>
    cell + ' '.repeat(Math.max(0, widths[column]! - widthOf(cell)));
  return lines.map((line) => `${line.map(pad).join('  ').trimEnd()}\n`).join('');
}

/** Writes the table to stdout. */
export function printTable(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  process.stdout.write(tableText(heads, rows));
}
