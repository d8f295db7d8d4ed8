import { parsePattern } from '../../logs/filter/pattern.ts';

/** Whether a line matches. The reader has refused what is no pattern; `!` at its beginning inverts it. */
export function matcherOf(pattern: string): (line: string) => boolean {
  const parsed = parsePattern(pattern);
  if (!parsed.ok) throw new Error(parsed.message);
  const { test, inverted } = parsed.pattern;
  return (line) => test(line) !== inverted;
}
