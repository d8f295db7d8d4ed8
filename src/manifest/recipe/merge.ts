import { type Document, isMap, isScalar, isSeq, type YAMLMap, YAMLSeq } from 'yaml';
import { isMapping } from '../documents.ts';
import { placeLike } from './pod-nodes.ts';

/**
 * Adds to a mapping what it does not say itself: what stands in the file wins. Lists get the items that they do not
 * have; two items are the same one when they have the same mount path, container port or name.
 */
export function mergeInto(
  document: Document,
  target: YAMLMap,
  addition: Readonly<Record<string, unknown>>,
): void {
  for (const [key, value] of Object.entries(addition)) {
    const found = target.get(key, true);
    if (found === undefined || (isScalar(found) && found.value === null))
      target.set(key, placeLike(document.createNode(value), target));
    else if (isMap(found) && isMapping(value)) mergeInto(document, found, value);
    else if (isSeq(found) && Array.isArray(value)) append(document, found, value);
  }
}

/** Items at the end, or at the start with `first`. */
export function append(
  document: Document,
  list: YAMLSeq,
  items: readonly unknown[],
  place: 'first' | 'last' = 'last',
): void {
  const there = new Set(list.items.map((item) => identityOf((item as YAMLSeq).toJS(document))));
  const fresh = items
    .filter((item) => !there.has(identityOf(item)))
    .map((item) => placeLike(document.createNode(item), list));
  if (place === 'first') list.items.unshift(...fresh);
  else list.items.push(...fresh);
}

/** The list under a key, made when it is not there; undefined when something else is. */
export function childList(parent: YAMLMap, key: string): YAMLSeq | undefined {
  const found = parent.get(key, true);
  if (isSeq(found)) return found;
  if (found !== undefined && !(isScalar(found) && found.value === null)) return undefined;
  const made = new YAMLSeq();
  if (parent.range) made.range = parent.range;
  parent.set(key, made);
  return made;
}

function identityOf(item: unknown): string {
  if (!isMapping(item)) return JSON.stringify(item);
  return String(item['mountPath'] ?? item['containerPort'] ?? item['name'] ?? JSON.stringify(item));
}
