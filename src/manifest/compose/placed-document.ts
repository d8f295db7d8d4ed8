import { Document, isMap, isNode, isSeq, type Scalar } from 'yaml';
import { isMapping, type SourceDocument } from '../documents.ts';
import { onceForEach } from '../once-for-each.ts';
import { placeAtOffset } from '../positions.ts';
import type { Path } from '../problem.ts';
import type { YamlSource } from '../source.ts';
import { originOf, type Part } from './part.ts';
import type { MappingNode } from './tree/node.ts';
import { offsetAt } from './tree/plain.ts';

/** A document whose problems are told at their places in the Compose files. Its tree of YAML is made on demand: few change it. */
export function asDocument(
  { value, origins }: Part,
  file: string,
  source: Omit<YamlSource, 'document'>,
  model: MappingNode,
  from: (path: Path) => Path = (path) => originOf(origins, path),
): SourceDocument {
  const offset: Offset = (path, on) => offsetAt(model, from(path), on);
  const place: SourceDocument['place'] = (path, on = 'value') =>
    placeAtOffset(source, offsetOf(value, path, on, offset));
  const tree = onceForEach((of: object): Document.Parsed => placedTree(of, offset));
  const yaml: YamlSource = {
    ...source,
    get document() {
      return tree(value as object);
    },
  };
  return { file, value, place, yaml, base: [] };
}

type Offset = (path: Path, on: 'key' | 'value') => number;

/** The place of a path, or of its nearest ancestor. A key stands for what has no value. */
function offsetOf(value: unknown, path: Path, on: 'key' | 'value', offset: Offset): number {
  let found = value;
  let length = 0;
  for (; length < path.length; length++) {
    const part = path[length]!;
    const isThere = Array.isArray(found)
      ? typeof part === 'number' && part < found.length
      : isMapping(found) && found[part] !== undefined;
    if (!isThere) break;
    found = (found as Record<string | number, unknown>)[part];
  }
  const isWithinText = length < path.length && typeof found === 'string';
  const isKey = typeof path[length - 1] === 'string' && (found === null || (on === 'key' && !isWithinText));
  return offset(path.slice(0, length), isKey ? 'key' : 'value');
}

function placedTree(value: unknown, offset: Offset): Document.Parsed {
  const document = new Document(value, { compat: 'yaml-1.1' }) as Document.Parsed;
  placeNodes(document.contents, [], offset);
  return document;
}

function placeNodes(node: unknown, path: Path, offset: Offset): void {
  if (!isNode(node)) return;
  const at = offset(path, 'value');
  node.range = [at, at, at];
  if (isSeq(node))
    for (const [index, item] of node.items.entries()) placeNodes(item, [...path, index], offset);
  if (!isMap(node)) return;
  for (const { key, value } of node.items) {
    const inner = [...path, String((key as Scalar).value)];
    const keyAt = offset(inner, 'key');
    if (isNode(key)) key.range = [keyAt, keyAt, keyAt];
    placeNodes(value, inner, offset);
  }
}
