import { isMapping } from '../../manifest/documents.ts';

/** RFC 6902. */
type PatchOperation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

/**
 * What turns one value into another. Items that are added to a list of named ones leave the others as they are, so that the
 * patch still fits when somebody changes those.
 */
export function jsonPatch(from: unknown, to: unknown, path = ''): readonly PatchOperation[] {
  if (isMapping(from) && isMapping(to)) return patchMapping(from, to, path);
  if (Array.isArray(from) && Array.isArray(to)) return patchList(from, to, path);
  return from === to ? [] : [{ op: 'replace', path, value: to }];
}

function patchMapping(
  from: Readonly<Record<string, unknown>>,
  to: Readonly<Record<string, unknown>>,
  path: string,
): readonly PatchOperation[] {
  const below = (key: string): string => `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const removed = Object.keys(from).filter((key) => !Object.hasOwn(to, key));
  return [
    ...removed.map((key): PatchOperation => ({ op: 'remove', path: below(key) })),
    ...Object.entries(to).flatMap(([key, value]): readonly PatchOperation[] =>
      Object.hasOwn(from, key)
        ? jsonPatch(from[key], value, below(key))
        : [{ op: 'add', path: below(key), value }],
    ),
  ];
}

function patchList(
  from: readonly unknown[],
  to: readonly unknown[],
  path: string,
): readonly PatchOperation[] {
  const left = [...from];
  const operations = to.flatMap((item, index): readonly PatchOperation[] => {
    const own = `${path}/${index}`;
    if (left.length === 0 || !isSame(left[0], item)) return [{ op: 'add', path: own, value: item }];
    return jsonPatch(left.shift(), item, own);
  });
  return left.length === 0 ? operations : [{ op: 'replace', path, value: to }];
}

/** Whether one item may become the other: of one name, or without names the very same. */
function isSame(one: unknown, other: unknown): boolean {
  if (isMapping(one) && isMapping(other) && 'name' in one) return one['name'] === other['name'];
  return JSON.stringify(one) === JSON.stringify(other);
}
