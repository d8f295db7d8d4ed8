/** Whatever carries a line, as text or as a slice of bytes. */
export type Sized =
  | { readonly text: string }
  | { readonly line: string }
  | { readonly start: number; readonly end: number };

/** How much a line weighs against a limit of memory; text counts a byte a UTF-16 unit. */
export function sizeOf(line: Sized): number {
  if ('end' in line) return line.end - line.start;
  return 'text' in line ? line.text.length : line.line.length;
}
