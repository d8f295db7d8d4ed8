import { LineCounter } from 'yaml';
import type { SourceLocation } from '../../../pod/model.ts';
import type { TextPiece } from '../../source.ts';

/** Every text that a project is read from, one after the other, so that one number says where something stands. */
export interface Texts {
  /** Adds a text, once a file; where it begins. */
  readonly add: (file: string, text: string) => number;
  readonly text: () => string;
  readonly lines: () => LineCounter;
  readonly pieces: () => readonly TextPiece[];
  readonly locationOf: (at: number) => SourceLocation;
}

export function createTexts(): Texts {
  const known = new Map<string, number>();
  const pieces: TextPiece[] = [];
  const lines = new LineCounter();
  let whole = '';
  function add(file: string, text: string): number {
    const before = known.get(file);
    if (before !== undefined) return before;
    const begin = whole.length;
    lines.addNewLine(begin);
    pieces.push({ file, firstLine: lines.lineStarts.length });
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1))
      lines.addNewLine(begin + at + 1);
    whole += `${text}\n`;
    known.set(file, begin);
    return begin;
  }
  function locationOf(at: number): SourceLocation {
    const { line, col } = lines.linePos(at);
    const piece = pieces.findLast(({ firstLine }) => firstLine <= line) ?? { file: '', firstLine: 1 };
    return { file: piece.file, line: line - piece.firstLine + 1, column: col };
  }
  return { add, text: () => whole, lines: () => lines, pieces: () => pieces, locationOf };
}
