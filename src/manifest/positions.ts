import { isAlias, isCollection, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from 'yaml';
import { embeddedPlace, type Place } from './embedded.ts';
import { onceForEach } from './once-for-each.ts';
import type { Path } from './problem.ts';
import type { YamlSource } from './source.ts';
import { resolveAliases } from './yaml/aliases.ts';
import { isMerge } from './yaml/data.ts';
import { parseText } from './yaml/parse.ts';

interface Found {
  readonly key?: Node | undefined;
  readonly value?: Node | undefined;
}

type Texts = Omit<YamlSource, 'document'>;

/**
 * Where a path of the data stands in the text; for a path that is not there, its nearest ancestor. A path may go on
 * into a text that is YAML itself, as that of an annotation.
 */
export function placeOf(source: YamlSource, path: Path, on: 'key' | 'value'): Place {
  const { key, value, rest } = find(source, path);
  const inner = followed(source, value);
  const isText = rest.length > 0 && isScalar<string>(inner) && typeof inner.value === 'string';
  return inItsFile(
    source,
    isText
      ? withinLine(source, placeWithin(source, inner, rest, on))
      : placeAt(source, startOf(key, value, on)),
  );
}

/** Lines of several texts are counted on; in a message each file has its own. */
function inItsFile({ pieces = [] }: Texts, { line, column }: Place): Place {
  const piece = pieces.findLast(({ firstLine }) => firstLine <= line);
  return piece ? { file: piece.file, line: line - piece.firstLine + 1, column } : { line, column };
}

/** The plain scalar at a path as it is written; undefined where there is none. */
export function writtenAt(source: YamlSource, path: Path): string | undefined {
  const { value, rest } = find(source, path);
  const scalar = followed(source, value);
  return rest.length === 0 && isScalar(scalar) && scalar.type === 'PLAIN' ? scalar.source : undefined;
}

function startOf(key: Node | undefined, value: Node | undefined, on: 'key' | 'value'): number {
  const node = on === 'key' || isEmpty(value) ? (key ?? value) : (value ?? key);
  return node?.range?.[0] ?? 0;
}

/** What stands in a text may be written with fewer characters than it has. */
function withinLine({ lines, text }: YamlSource, { line, column }: Place): Place {
  const last = Math.min(line, lines.lineStarts.length);
  const end = lines.lineStarts[last] ?? text.length + 1;
  return { line: last, column: Math.min(column, end - lines.lineStarts[last - 1]!) };
}

/** Where a character of the text stands. */
export function placeAtOffset(source: Texts, offset: number): Place {
  return inItsFile(source, placeAt(source, offset));
}

function placeAt(source: Texts, offset: number): Place {
  const { line, col } = source.lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function placeWithin(source: YamlSource, scalar: Scalar<string>, path: Path, on: 'key' | 'value'): Place {
  const start = placeAt(source, scalar.range?.[0] ?? 0);
  const inner = embeddedSource(scalar);
  return inner ? embeddedPlace(source, inner, scalar, start, placeOf(inner, path, on)) : start;
}

/** A text may have as many problems as lines, and each asks for its place. */
const embeddedSource = onceForEach(({ value: text }: Scalar<string>): YamlSource | undefined => {
  const parsed = parseText(text);
  if ('beyond' in parsed) return undefined;
  const [document] = parsed.documents;
  if (!document || !isCollection(document.contents)) return undefined;
  return { document, lines: parsed.lines, text, targets: resolveAliases(document).targets };
});

function find(source: YamlSource, path: Path): Found & { readonly rest: Path } {
  let found: Found = { value: source.document.contents ?? undefined };
  for (const [index, part] of path.entries()) {
    const next = child(source, followed(source, found.value), part);
    if (!next) return { ...found, rest: path.slice(index) };
    found = next;
  }
  return { ...found, rest: [] };
}

function child(source: YamlSource, node: Node | undefined, part: string | number): Found | undefined {
  if (isSeq(node) && typeof part === 'number') {
    const value = node.items[part] as Node | undefined;
    return value && { value };
  }
  if (!isMap(node)) return undefined;
  const pairs = node.items as Pair<Node, Node | null>[];
  const pair = pairOf(pairs, String(part));
  if (pair) return { key: pair.key, value: pair.value ?? undefined };
  return mergedChild(source, pairs, part);
}

/** Mappings with more keys are looked up in an index. */
const MOST_SEARCHED = 50;
const indexes = new WeakMap<object, ReadonlyMap<string, Pair<Node, Node | null>>>();

/** The last one counts where a key stands twice. */
function pairOf(pairs: Pair<Node, Node | null>[], part: string): Pair<Node, Node | null> | undefined {
  if (pairs.length <= MOST_SEARCHED) return pairs.findLast(({ key }) => keyText(key) === part);
  const index = indexes.get(pairs) ?? new Map(pairs.map((pair) => [keyText(pair.key) ?? '', pair]));
  indexes.set(pairs, index);
  const found = index.get(part);
  // A recipe may have added to it since.
  return found ?? pairs.slice(index.size).findLast(({ key }) => keyText(key) === part);
}

function keyText(key: Node): string | undefined {
  return isScalar(key) ? String(key.value) : undefined;
}

/** A key that came in through `<<: *anchor`. */
function mergedChild(source: YamlSource, pairs: Pair<Node, Node | null>[], part: string | number) {
  for (const pair of pairs.filter(isMerge)) {
    const merged = followed(source, pair.value ?? undefined);
    for (const map of isSeq(merged) ? (merged.items as Node[]) : [merged]) {
      const found = child(source, followed(source, map), part);
      if (found) return found;
    }
  }
  return undefined;
}

function followed(source: YamlSource, node: Node | undefined): Node | undefined {
  return isAlias(node) ? source.targets?.get(node) : node;
}

function isEmpty(node: Node | undefined): boolean {
  return isScalar(node) && node.value === null && !node.source;
}
