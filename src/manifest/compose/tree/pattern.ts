import type { Path } from '../../problem.ts';

/** A table by path: `services.*.ports`, in which `*` stands for one key or index. */
interface Patterns<T> {
  readonly at: (path: Path) => T | undefined;
}

interface Level<T> {
  readonly next: Map<string, Level<T>>;
  value?: T;
}

/** A key that is written out wins over `*`. */
export function patterns<T>(table: Readonly<Record<string, T>>): Patterns<T> {
  const root: Level<T> = { next: new Map() };
  for (const [pattern, value] of Object.entries(table)) {
    let level = root;
    for (const part of pattern.split('.')) {
      const next = level.next.get(part) ?? { next: new Map() };
      level.next.set(part, next);
      level = next;
    }
    level.value = value;
  }
  return { at: (path) => find(root, path, 0) };
}

function find<T>(level: Level<T>, path: Path, from: number): T | undefined {
  if (from === path.length) return level.value;
  for (const part of [String(path[from]), '*']) {
    const next = level.next.get(part);
    const found = next && find(next, path, from + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
