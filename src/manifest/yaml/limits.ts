import type { Parser } from 'yaml';
import type { YamlProblem } from './model.ts';

/** Deeper than any manifest, and far from the end of the stack. */
const DEEPEST = 500;

/** Of a text of up to 1 MB, and of each MB of a longer one: a second's work. Manifests of 1 MB have fewer than half of it. */
const MOST = { tokens: 600_000, documents: 20_000 } as const;
const MEGABYTE = 1_000_000;

/** Whether a text has more tokens (words, marks, spaces and ends of lines) or documents than are read. */
export function tooMany(of: keyof typeof MOST, count: number, { length }: string): boolean {
  return count > MOST[of] * Math.max(1, length / MEGABYTE);
}

export function beyond(of: keyof typeof MOST, offset: number): YamlProblem {
  return { offset, message: `more than ${MOST[of]} ${of} of YAML in 1 MB, the limit` };
}

/**
 * Where a text is nested deeper than `DEEPEST`; undefined where it is not. What comes after this goes down by calling
 * itself, and an overflow of the stack can end the process.
 */
export function tooDeep({ stack }: Parser): YamlProblem | undefined {
  if (stack.length <= DEEPEST + 1) return undefined;
  return { offset: stack.at(-1)!.offset, message: `nested deeper than ${DEEPEST} levels, the limit` };
}
