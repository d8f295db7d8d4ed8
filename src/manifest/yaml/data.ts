import { isAlias, isMap, isScalar, isSeq, type Pair, type Scalar, type YAMLMap } from 'yaml';
import type { Targets, YamlProblem } from './model.ts';
import { type Dialect, readPlain } from './plain.ts';

interface Reading {
  readonly dialect: Dialect;
  readonly targets: Targets;
  readonly known: Map<unknown, unknown>;
  readonly repeated: YamlProblem[];
  readonly problems: YamlProblem[];
}

/** The data of a tree; keys that stand twice in a mapping are in `repeated`, and the last one counts. */
export function dataOf(
  root: unknown,
  targets: Targets,
  dialect: Dialect,
): {
  readonly value: unknown;
  readonly repeated: readonly YamlProblem[];
  readonly problems: readonly YamlProblem[];
} {
  const reading: Reading = { dialect, targets, known: new Map(), repeated: [], problems: [] };
  return { ...reading, value: read(root, reading) };
}

function read(node: unknown, reading: Reading): unknown {
  if (isAlias(node)) return read(reading.targets.get(node), reading);
  if (isScalar(node)) return scalarValue(node, reading);
  if (!isMap(node) && !isSeq(node)) return null;
  if (reading.known.has(node)) return reading.known.get(node);
  const value = isMap(node) ? mapping(node, reading) : node.items.map((item) => read(item, reading));
  // Read once, however many aliases lead here.
  reading.known.set(node, value);
  return value;
}

function scalarValue(scalar: Scalar, { dialect, problems }: Reading): unknown {
  const value = dialect === 'kubernetes' ? kubernetesValue(scalar) : scalar.value;
  if (typeof value === 'number' && !Number.isFinite(value))
    problems.push({
      offset: offsetOf(scalar),
      message: `${scalar.source ?? value} is no number: JSON has none like it`,
    });
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
}

function kubernetesValue({ type, tag, source, value }: Scalar): unknown {
  const isPlain =
    type === 'PLAIN' && source !== undefined && (tag === undefined || /:(bool|int|float|null)$/.test(tag));
  return isPlain ? readPlain(source) : value;
}

function mapping(node: YAMLMap, reading: Reading): Record<string, unknown> {
  const entries = new Map<string, unknown>();
  const own = new Set<string>();
  for (const pair of node.items) {
    if (isMerge(pair)) mergeInto(entries, own, pair, reading);
    else {
      const key = keyOf(pair.key, reading);
      if (own.has(key)) reading.repeated.push({ offset: offsetOf(pair.key), message: key });
      own.add(key);
      entries.set(key, read(pair.value, reading));
    }
  }
  return Object.fromEntries(entries);
}

/** `<<`, without quotes. */
export function isMerge({ key }: Pair): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.source === '<<';
}

/** In Kubernetes a merge counts like keys written in its place; in Compose own keys win wherever they stand. */
function mergeInto(
  entries: Map<string, unknown>,
  own: ReadonlySet<string>,
  { key, value }: Pair,
  reading: Reading,
): void {
  const merged = read(value, reading);
  const maps: readonly unknown[] = Array.isArray(merged) ? merged.toReversed() : [merged];
  for (const map of maps) {
    if (typeof map !== 'object' || map === null || Array.isArray(map)) {
      reading.problems.push({ offset: offsetOf(key), message: '<< needs a mapping, or a list of mappings' });
      return;
    }
    for (const [name, item] of Object.entries(map))
      if (reading.dialect === 'kubernetes' || !own.has(name)) entries.set(name, item);
  }
}

function keyOf(key: unknown, reading: Reading): string {
  const node = isAlias(key) ? reading.targets.get(key) : key;
  if (!isScalar(node)) {
    if (typeof node === 'string') return node;
    reading.problems.push({ offset: offsetOf(key), message: 'a key is text, not a list or a mapping' });
    return '';
  }
  const value = scalarValue(node, reading);
  if (value === null)
    reading.problems.push({ offset: offsetOf(key), message: 'a key is text, and here is none' });
  return String(typeof value === 'symbol' ? value.description : value);
}

function offsetOf(node: unknown): number {
  return (node as { readonly range?: readonly number[] | null } | null)?.range?.[0] ?? 0;
}
