/** Whatever carries a line. */
export type Sized = { readonly text: string } | { readonly line: string };

/** How much a line weighs against a limit of memory: a byte a UTF-16 unit. */
export function sizeOf(line: Sized): number {
  return 'text' in line ? line.text.length : line.line.length;
}
