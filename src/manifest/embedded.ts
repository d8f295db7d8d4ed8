import type { Scalar } from 'yaml';

/** Line and column from 1. */
export interface Place {
  /** Where it is not the file of the document itself. */
  readonly file?: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Turns a place within a scalar's text into the place in the file: exact for `|` blocks and for texts on one line,
 * with or without quotes; the start of the scalar where folding or escapes have moved things.
 */
export function embeddedPlace(fileText: string, scalar: Scalar<string>, start: Place, within: Place): Place {
  if (scalar.type === 'BLOCK_LITERAL') return inBlock(fileText, scalar.value, start, within);
  const [from = 0, to = 0] = scalar.range ?? [];
  const written = fileText.slice(from, to);
  if (written === scalar.value) return { line: start.line, column: start.column + within.column - 1 };
  if (written.slice(1, -1) === scalar.value)
    return { line: start.line, column: start.column + within.column };
  return start;
}

/** The lines of a block follow its header; what they are indented by is not part of the text. */
function inBlock(fileText: string, value: string, header: Place, within: Place): Place {
  const line = header.line + within.line;
  const written = fileText.split('\n')[line - 1] ?? '';
  const own = value.split('\n')[within.line - 1] ?? '';
  return { line, column: indentOf(written) - indentOf(own) + within.column };
}

function indentOf(line: string): number {
  return /^ */.exec(line)![0].length;
}
