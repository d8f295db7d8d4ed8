const REFERENCE = /\$(\$|\(([^)]*)\))/g;

/**
 * `$(NAME)` as the kubelet expands it: a name nobody knows stays as it stands, `$$` is a dollar, so `$$(NAME)` is the
 * text `$(NAME)`. Source: kubernetes `third_party/forked/golang/expansion/expand.go`.
 */
export function expand(text: string, lookup: (name: string) => string | undefined): string {
  // Behind the last bracket nothing can close, and to look for it from every `$(` would take the square of the time.
  const end = text.lastIndexOf(')') + 1;
  const head = text
    .slice(0, end)
    .replace(REFERENCE, (whole, after: string, name: string) =>
      after === '$' ? '$' : (lookup(name) ?? whole),
    );
  return head + text.slice(end).replaceAll('$$', () => '$');
}

/** How many characters come in through the names in a text; 0 where it has none that `lengthOf` knows. */
export function expansionOf(text: string, lengthOf: (name: string) => number | undefined): number {
  let sum = 0;
  const end = text.lastIndexOf(')') + 1;
  for (const [, , name] of text.slice(0, end).matchAll(REFERENCE))
    if (name !== undefined) sum += lengthOf(name) ?? 0;
  return sum;
}
