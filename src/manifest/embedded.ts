import type { Scalar } from 'yaml';
import type { YamlSource } from './source.ts';

/** Line and column from 1. */
export interface Place {
  /** Where it is not the file of the document itself. */
  readonly file?: string;
  readonly line: number;
  readonly column: number;
}

type Text = Pick<YamlSource, 'text' | 'lines'>;

/**
 * Turns a place within a scalar's text into the place in the file: exact for `|` blocks and for texts on one line,
 * with or without quotes; the start of the scalar where folding or escapes have moved things.
 */
export function embeddedPlace(
  file: Text,
  inner: Text,
  scalar: Scalar<string>,
  start: Place,
  within: Place,
): Place {
  if (scalar.type === 'BLOCK_LITERAL') return inBlock(file, inner, start, within);
  const [from = 0, to = 0] = scalar.range ?? [];
  const written = to - from - inner.text.length;
  if (written === 0 && file.text.startsWith(inner.text, from))
    return { line: start.line, column: start.column + within.column - 1 };
  if (written === 2 && file.text.startsWith(inner.text, from + 1))
    return { line: start.line, column: start.column + within.column };
  return start;
}

/** The lines of a block follow its header; what they are indented by is not part of the text. */
function inBlock(file: Text, inner: Text, header: Place, within: Place): Place {
  const line = header.line + within.line;
  return { line, column: indentAt(file, line) - indentAt(inner, within.line) + within.column };
}

/** The spaces before a line, which counts from 1. */
function indentAt({ text, lines }: Text, line: number): number {
  const start = lines.lineStarts[line - 1] ?? text.length;
  let at = start;
  while (text[at] === ' ') at += 1;
  return at - start;
}
