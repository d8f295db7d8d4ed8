import { isObject, type Json, type JsonObject } from './json.ts';
import { mergeKey } from './merge-keys.ts';
import { define } from './merge-patch.ts';

/**
 * Applies a strategic merge patch: as a merge patch, but lists of objects with a key are merged by it (apimachinery,
 * pkg/util/strategicpatch). Its directives are `$patch`, `$retainKeys`, `$setElementOrder` and `$deleteFromPrimitiveList`.
 */
export function strategicPatch(document: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  if (patch['$patch'] === 'replace') return withoutDirectives(patch);
  if (patch['$patch'] === 'delete') return {};
  const result = retained(isObject(document) ? document : {}, patch['$retainKeys']);
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) continue;
    if (value === null) delete result[key];
    else define(result, key, patchedField(key, Object.hasOwn(result, key) ? result[key] : undefined, value));
  }
  for (const [key, value] of Object.entries(patch)) directive(result, key, value);
  return result;
}

function patchedField(key: string, before: Json | undefined, value: Json): Json {
  if (!Array.isArray(value)) return strategicPatch(before, value);
  const list = Array.isArray(before) ? before : [];
  if (value.some((item) => isObject(item) && item['$patch'] === 'replace'))
    return value.filter((item) => !isObject(item) || item['$patch'] === undefined);
  if (primitives.includes(key)) return [...new Set([...list, ...value])];
  const by = mergeKey(key, [...list, ...value]);
  return by === undefined ? value.map(withoutDirectives) : mergedList(list, value, by);
}

/** Lists of words that are merged and not replaced. */
const primitives = ['finalizers', 'loadBalancerSourceRanges'];

function mergedList(before: readonly Json[], patch: readonly Json[], by: string): Json {
  const result = [...before];
  for (const item of patch) {
    const id = keyOf(item, by);
    const at = result.findIndex((one) => keyOf(one, by) === id);
    if (isObject(item) && item['$patch'] === 'delete') {
      if (at !== -1) result.splice(at, 1);
    } else if (at === -1) result.push(strategicPatch({}, item));
    else result[at] = strategicPatch(result[at], item);
  }
  return result;
}

function keyOf(item: Json | undefined, by: string): string {
  return JSON.stringify(isObject(item) ? item[by] : item) ?? '';
}

/** Of a union, such as the source of a volume, only the keys that are named stay. */
function retained(document: JsonObject, keys: Json | undefined): Record<string, Json> {
  if (!Array.isArray(keys)) return { ...document };
  return Object.fromEntries(Object.entries(document).filter(([key]) => keys.includes(key)));
}

function directive(result: Record<string, Json>, key: string, value: Json): void {
  const [, name, field] = /^\$(setElementOrder|deleteFromPrimitiveList)\/(.+)$/.exec(key) ?? [];
  const list = field === undefined ? undefined : result[field];
  if (field === undefined || !Array.isArray(list) || !Array.isArray(value)) return;
  if (name === 'deleteFromPrimitiveList') result[field] = list.filter((item) => !value.includes(item));
  else result[field] = inOrder(field, list, value);
}

/** What the order does not name keeps its place behind the item before it. */
function inOrder(field: string, list: readonly Json[], order: readonly Json[]): Json {
  const by = mergeKey(field, [...list, ...order]);
  const id = (item: Json): string => (by === undefined ? JSON.stringify(item) : keyOf(item, by));
  const places = new Map(order.map((item, index) => [id(item), index]));
  let last = -1;
  const placed = list.map((item) => {
    last = places.get(id(item)) ?? last;
    return { item, place: last };
  });
  return placed.toSorted((a, b) => a.place - b.place).map(({ item }) => item);
}

function withoutDirectives(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutDirectives);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !key.startsWith('$'));
  return Object.fromEntries(kept.map(([key, part]) => [key, withoutDirectives(part)]));
}
