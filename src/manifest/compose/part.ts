import type { Path, Problem } from '../problem.ts';

/** A value of a manifest that is made from a Compose file, and where its parts come from. */
export interface Part {
  readonly value: unknown;
  readonly origins: readonly Origin[];
  readonly problems: readonly Problem[];
}

/** `made` is a path within the value, `from` one in the Compose file. */
export interface Origin {
  readonly made: Path;
  readonly from: Path;
}

export function part(value: unknown, from: Path, problems: readonly Problem[] = []): Part {
  return { value, origins: [{ made: [], from }], problems };
}

/** A value that stands in the Compose file as it is, each of its parts with its own origin. */
export function copied(value: unknown, from: Path): Part {
  return { value, origins: originsIn(value, [], from), problems: [] };
}

function originsIn(value: unknown, made: Path, from: Path): readonly Origin[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const keyOf = (key: string): string | number => (Array.isArray(value) ? Number(key) : key);
  return [
    { made, from: [...from, ...made] },
    ...inner.flatMap(([key, item]) => originsIn(item, [...made, keyOf(key)], from)),
  ];
}

/** A mapping of parts; what is undefined is left out. */
export function mapping(parts: Readonly<Record<string, Part | undefined>>, from: Path): Part {
  const there = Object.entries(parts).flatMap(([key, one]) => (one ? [[key, one] as const] : []));
  return {
    value: Object.fromEntries(there.map(([key, { value }]) => [key, value])),
    origins: [{ made: [], from }, ...there.flatMap(([key, one]) => within(key, one))],
    problems: there.flatMap(([, { problems }]) => problems),
  };
}

/** A list of parts; undefined when there is none. */
export function list(parts: readonly Part[], from: Path): Part | undefined {
  if (parts.length === 0) return undefined;
  return {
    value: parts.map(({ value }) => value),
    origins: [{ made: [], from }, ...parts.flatMap((one, index) => within(index, one))],
    problems: parts.flatMap(({ problems }) => problems),
  };
}

function within(key: string | number, { origins }: Part): readonly Origin[] {
  return origins.map(({ made, from }) => ({ made: [key, ...made], from }));
}

/** Where a place of what was made comes from: the origin of the longest way to it. */
export function originOf(origins: readonly Origin[], path: Path): Path {
  const index = indexes.get(origins) ?? new Map(origins.map(({ made, from }) => [made.join('\0'), from]));
  indexes.set(origins, index);
  for (let length = path.length; length >= 0; length--) {
    const from = index.get(path.slice(0, length).join('\0'));
    if (from) return from;
  }
  return [];
}

/** A range of ports has tens of thousands of origins, and each of its nodes asks for one. */
const indexes = new WeakMap<readonly Origin[], ReadonlyMap<string, Path>>();
