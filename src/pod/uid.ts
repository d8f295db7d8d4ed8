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

/** The uid that `metadata.uid` shows a program of the pod. */
export function podUid({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return uidOf(namespace, name);
}

export function accountUid(namespace: string, name: string): string {
  return uidOf('ServiceAccount', namespace, name);
}
