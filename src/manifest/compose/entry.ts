import { isMapping } from '../documents.ts';
import { nearest } from '../nearest.ts';

/** A mapping in which every key is one of `Key`, or left out. */
export type Entry<Key extends string> = Readonly<Partial<Record<Key, unknown>>>;

/**
 * The entries of a long form that were given: `null` is absent and an `x-` key the user's own. A string is what is
 * wrong, in words: it is no mapping, or has a key that a `what` does not have.
 */
export function readEntry<Key extends string>(
  what: string,
  value: unknown,
  keys: readonly Key[],
): Entry<Key> | string {
  if (!isMapping(value)) return `${shown(value)} is no ${what}: it must be a mapping`;
  const given = Object.entries(value).filter(([key]) => !key.startsWith('x-'));
  const stray = given.find(([key]) => !(keys as readonly string[]).includes(key))?.[0];
  if (stray === undefined) return Object.fromEntries(given.filter(([, item]) => item !== null)) as Entry<Key>;
  const near = nearest(stray, keys);
  const meant = near === undefined ? `its keys are ${keys.join(', ')}` : `did you mean ${near}?`;
  return `a ${what} has no key ${stray}; ${meant}`;
}

/** A value as it stands in a message. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isMapping(value)) return 'a mapping';
  return JSON.stringify(value) ?? 'nothing';
}

/** A switch, also as the text that a filled-in variable leaves behind. */
export function readSwitch(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  return undefined;
}
