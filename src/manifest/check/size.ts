import { error, type Problem } from '../problem.ts';

/** Of one object, its aliases written out. The largest that an API server stores (1.5 MB) have far fewer. */
const MOST_VALUES = 50_000;

/** Of a Compose file, whose ranges of ports are written out, and of all pods of a run, each replica with its own. */
export const MOST_VALUES_IN_ALL = 200_000;

/** A problem when an object has more values than are checked; undefined when it has not. */
export function tooLarge(value: unknown, most = MOST_VALUES): Problem | undefined {
  if (valuesIn(value, most) <= most) return undefined;
  return error('invalid-value', [], `more than ${most} values, the limit`);
}

/** How many values an object has, aliases written out; one more than `most` where it has more than that. */
export function valuesIn(value: unknown, most: number): number {
  const left: unknown[] = [value];
  let count = 0;
  for (; left.length > 0 && count <= most; count++) {
    const next = left.pop();
    if (typeof next === 'object' && next !== null) for (const child of Object.values(next)) left.push(child);
  }
  return count;
}
