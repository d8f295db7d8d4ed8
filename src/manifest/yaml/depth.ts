import type { CST } from 'yaml';

/** Deeper than any manifest, and far from the end of the stack. */
export const DEEPEST = 500;

/**
 * Where tokens are nested deeper than `DEEPEST`, counted in characters; undefined where they are not. What comes after
 * this goes down by calling itself, and an overflow of the stack can end the process.
 */
export function tooDeep(tokens: readonly CST.Token[]): number | undefined {
  const left: (readonly [token: CST.Token, depth: number])[] = tokens.map((token) => [token, 0]);
  for (let next = left.pop(); next; next = left.pop()) {
    const [token, depth] = next;
    if (depth > DEEPEST) return token.offset;
    for (const child of childrenOf(token)) left.push([child, depth + 1]);
  }
  return undefined;
}

function childrenOf(token: CST.Token): readonly CST.Token[] {
  if (token.type === 'document') return token.value ? [token.value] : [];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value]).filter((child) => child != null);
}
