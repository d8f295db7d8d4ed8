import { isDeepStrictEqual } from 'node:util';
import { StatusError } from '../status.ts';
import { isObject, type Json } from './json.ts';

/** Applies a JSON patch (RFC 6902) and leaves the document as it was. @throws StatusError for a patch that cannot be read or does not fit. */
export function jsonPatch(document: Json, patch: Json): Json {
  if (!Array.isArray(patch)) throw unreadable('it is no list of operations');
  return patch.reduce<Json>((before, operation) => {
    if (!isObject(operation)) throw unreadable('an operation is no object');
    return applied(before, operation);
  }, document);
}

function applied(document: Json, operation: Readonly<Record<string, Json>>): Json {
  const { op, path, from, value } = operation;
  if (typeof path !== 'string') throw unreadable('an operation has no path');
  const at = pointer(path);
  const given = (): Json => {
    if (value === undefined) throw unreadable(`"${op}" at ${path} has no value`);
    return value;
  };
  const source = (): readonly string[] => {
    if (typeof from !== 'string') throw unreadable(`"${op}" at ${path} does not say from where`);
    return pointer(from);
  };
  switch (op) {
    case 'add':
      return changed(document, at, path, () => given(), 'insert');
    case 'replace':
      read(document, at, path);
      return changed(document, at, path, () => given(), 'set');
    case 'remove':
      read(document, at, path);
      return changed(document, at, path, () => undefined, 'set');
    case 'move': {
      const moved = read(document, source(), String(from));
      const without = changed(document, source(), String(from), () => undefined, 'set');
      return changed(without, at, path, () => moved, 'insert');
    }
    case 'copy': {
      const copied = read(document, source(), String(from));
      return changed(document, at, path, () => copied, 'insert');
    }
    case 'test':
      if (isDeepStrictEqual(read(document, at, path), given())) return document;
      throw unfit(`testing value ${path} failed`);
    default:
      throw unreadable(`there is no operation ${JSON.stringify(op)}`);
  }
}

/** RFC 6901. */
function pointer(text: string): readonly string[] {
  if (text === '') return [];
  if (!text.startsWith('/')) throw unreadable(`the path ${text} does not begin with a slash`);
  return text
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function read(document: Json, at: readonly string[], path: string): Json {
  let part: Json | undefined = document;
  for (const key of at) part = Array.isArray(part) ? part[indexOf(part, key, path, 0)] : member(part, key);
  if (part === undefined) throw unfit(`there is nothing at ${path}`);
  return part;
}

function member(part: Json | undefined, key: string): Json | undefined {
  return isObject(part) && Object.hasOwn(part, key) ? part[key] : undefined;
}

/** A copy with another value at a place; `undefined` removes it. `insert` shifts what stands in a list. */
function changed(
  document: Json,
  [key, ...rest]: readonly string[],
  path: string,
  make: () => Json | undefined,
  how: 'insert' | 'set',
): Json {
  if (key === undefined) return make() ?? null;
  if (Array.isArray(document)) {
    const isLast = rest.length === 0;
    const index = indexOf(document, key, path, isLast && how === 'insert' ? 1 : 0);
    if (!isLast) return document.with(index, changed(document[index]!, rest, path, make, how));
    const value = make();
    return document.toSpliced(index, how === 'insert' ? 0 : 1, ...(value === undefined ? [] : [value]));
  }
  if (!isObject(document)) throw unfit(`there is nothing at ${path}`);
  const { [key]: before, ...others } = document;
  if (rest.length > 0) {
    if (before === undefined) throw unfit(`there is nothing at ${path}`);
    return { ...document, [key]: changed(before, rest, path, make, how) };
  }
  const value = make();
  return value === undefined ? others : { ...document, [key]: value };
}

function indexOf(list: readonly Json[], key: string, path: string, beyond: 0 | 1): number {
  const index = key === '-' && beyond === 1 ? list.length : Number(key);
  if (/^(?:0|[1-9]\d*|-)$/.test(key) && index < list.length + beyond) return index;
  throw unfit(`there is nothing at ${path}`);
}

function unreadable(why: string): StatusError {
  return new StatusError('BadRequest', `the JSON patch cannot be read: ${why}`);
}

function unfit(why: string): StatusError {
  return new StatusError('Invalid', `the server rejected our request due to an error in our request: ${why}`);
}
