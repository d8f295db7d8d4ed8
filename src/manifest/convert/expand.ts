/**
 * `$(NAME)` as the kubelet expands it: a name nobody knows stays as it stands, `$$` is a dollar, so `$$(NAME)` is the
 * text `$(NAME)`. Source: kubernetes `third_party/forked/golang/expansion/expand.go`.
 */
export function expand(text: string, lookup: (name: string) => string | undefined): string {
  return text.replace(/\$(\$|\(([^)]*)\))/g, (whole, after: string, name: string) =>
    after === '$' ? '$' : (lookup(name) ?? whole),
  );
}
