import { createHash } from 'node:crypto';

/** Shaped like a uid, and the same each time for the same words. */
export function uidOf(...words: readonly string[]): string {
  const hex = createHash('sha256').update(words.join('/')).digest('hex');
  const cuts = [0, 8, 12, 16, 20, 32];
  return cuts
    .slice(1)
    .map((cut, at) => hex.slice(cuts[at], cut))
    .join('-');
}
