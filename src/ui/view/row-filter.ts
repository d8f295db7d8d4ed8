import { parsePattern } from '../../logs/filter/pattern.ts';

/** Whether a filter wants a row with this text. A pattern that cannot be read wants all: the prompt has said so. */
export function rowFilter(filter: string): (text: string) => boolean {
  if (filter === '') return () => true;
  const parsed = parsePattern(filter);
  if (!parsed.ok) return () => true;
  const { test, inverted } = parsed.pattern;
  return (text) => test(text) !== inverted;
}
