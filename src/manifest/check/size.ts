import { error, type Problem } from '../problem.ts';

/** Of one object, its aliases written out. The largest that an API server stores (1.5 MB) have far fewer. */
const MOST_VALUES = 50_000;

/** Of a Compose file, whose ranges of ports are written out. */
export const MOST_COMPOSE_VALUES = 200_000;

/** A problem when an object has more values than are checked; undefined when it has not. */
export function tooLarge(value: unknown, most = MOST_VALUES): Problem | undefined {
  const left: unknown[] = [value];
  for (let count = 0; left.length > 0; count++) {
    if (count > most) return error('invalid-value', [], `more than ${most} values, the limit`);
    const next = left.pop();
    if (typeof next !== 'object' || next === null) continue;
    for (const child of Object.values(next)) left.push(child);
  }
  return undefined;
}
