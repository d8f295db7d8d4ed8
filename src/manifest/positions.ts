import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
} from 'yaml';
import { embeddedPlace, type Place } from './embedded.ts';
import type { Path } from './problem.ts';
import type { YamlSource } from './source.ts';

interface Found {
  readonly key?: Node | undefined;
  readonly value?: Node | undefined;
}

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
    isText ? placeWithin(source, inner, rest, on) : placeAt(source, startOf(key, value, on)),
  );
}

/** Lines of several texts are counted on; in a message each file has its own. */
function inItsFile({ pieces = [] }: YamlSource, { line, column }: Place): Place {
  const piece = pieces.findLast(({ firstLine }) => firstLine <= line);
  return piece ? { file: piece.file, line: line - piece.firstLine + 1, column } : { line, column };
}

function startOf(key: Node | undefined, value: Node | undefined, on: 'key' | 'value'): number {
  const node = on === 'key' || isEmpty(value) ? (key ?? value) : (value ?? key);
  return node?.range?.[0] ?? 0;
}

function placeAt(source: YamlSource, offset: number): Place {
  const { line, col } = source.lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function placeWithin(source: YamlSource, scalar: Scalar<string>, path: Path, on: 'key' | 'value'): Place {
  const lines = new LineCounter();
  const document = parseDocument(scalar.value, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const start = placeAt(source, scalar.range?.[0] ?? 0);
  if (!isCollection(document.contents)) return start;
  return embeddedPlace(
    source.text,
    scalar,
    start,
    placeOf({ document, lines, text: scalar.value }, path, on),
  );
}

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
  const pair = pairs.find(({ key }) => isScalar(key) && String(key.value) === String(part));
  if (pair) return { key: pair.key, value: pair.value ?? undefined };
  return mergedChild(source, pairs, part);
}

/** A key that came in through `<<: *anchor`. */
function mergedChild(source: YamlSource, pairs: Pair<Node, Node | null>[], part: string | number) {
  for (const { key, value } of pairs) {
    if (!isScalar(key) || key.source !== '<<') continue;
    const merged = followed(source, value ?? undefined);
    for (const map of isSeq(merged) ? (merged.items as Node[]) : [merged]) {
      const found = child(source, followed(source, map), part);
      if (found) return found;
    }
  }
  return undefined;
}

function followed(source: YamlSource, node: Node | undefined): Node | undefined {
  return isAlias(node) ? node.resolve(source.document) : node;
}

function isEmpty(node: Node | undefined): boolean {
  return isScalar(node) && node.value === null && !node.source;
}
