import * as z from 'zod';
import { isMapping } from '../documents.ts';
import { nearest } from '../nearest.ts';
import { error, type Path, type Problem, pathText, warning } from '../problem.ts';
import { fieldMeta } from '../schema/fidelity.ts';

/** Keys that belong to the user or to Outrider, at any level. */
const FREE = /^x-|^outrider\.dev\//;

export interface Fields {
  /** The value without what is unknown, ignored or null, ready for the type check. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
}

/** What an empty text is: kept, or as absent as the API server takes it. */
export type Empty = 'kept' | 'absent';

/** Walks a value along its schema: unknown fields are errors, ignored ones warnings, `null` means absent. */
export function checkFields(
  schema: z.ZodType,
  value: unknown,
  path: Path = [],
  empty: Empty = 'kept',
): Fields {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodObject && isMapping(value)) return checkObject(bare, value, path, empty);
  if (bare instanceof z.ZodArray && Array.isArray(value)) {
    const element = bare.element as z.ZodType;
    return gather(
      value.map((item, index) => checkFields(element, item, [...path, index], empty)),
      (values) => values,
    );
  }
  if (bare instanceof z.ZodRecord && isMapping(value)) {
    const element = unwrap(bare.valueType as z.ZodType);
    if (element instanceof z.ZodObject) return checkRecord(element, value, path);
    // A null in a map of texts is an empty text, as encoding/json reads it.
    const entries = Object.entries(value).map(([key, item]) => [key, item ?? '']);
    return { value: Object.fromEntries(entries), problems: [] };
  }
  if (bare instanceof z.ZodUnion && isMapping(value)) {
    const form = (bare.options as readonly z.ZodType[]).find((one) => one instanceof z.ZodObject);
    if (form !== undefined) return checkFields(form, value, path, empty);
  }
  return { value, problems: [] };
}

/** Names of the user's own, each with a mapping; what is empty is one without fields. */
function checkRecord(element: z.ZodObject, value: Record<string, unknown>, path: Path): Fields {
  const checked = Object.entries(value).map(
    ([name, item]) => [name, checkFields(element, item ?? {}, [...path, name])] as const,
  );
  return {
    value: Object.fromEntries(checked.map(([name, fields]) => [name, fields.value])),
    problems: checked.flatMap(([, fields]) => fields.problems),
  };
}

/** Problems of one mapping for which a name that was meant is looked for: a report shows fewer, and each costs. */
const MOST_GUESSES = 100;

function checkObject(schema: z.ZodObject, value: Record<string, unknown>, path: Path, empty: Empty): Fields {
  const shape = schema.shape as Record<string, z.ZodType>;
  const open = schema.def.catchall instanceof z.ZodUnknown;
  const kept: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const [key, item] of Object.entries(value)) {
    const field = Object.hasOwn(shape, key) ? shape[key]! : undefined;
    const at = [...path, key];
    if (field === undefined) {
      if (open) kept[key] = item;
      else if (!FREE.test(key))
        problems.push(unknownField(at, key, problems.length < MOST_GUESSES ? Object.keys(shape) : []));
    } else if (item === null || item === undefined || (empty === 'absent' && isNotGiven(field, item))) {
      // absent
    } else if (fieldMeta(field)?.fidelity === 'ignored' || fieldMeta(field)?.fidelity === 'refused') {
      problems.push(...unfollowedField(field, at, item));
    } else {
      const inner = checkFields(field, item, at, empty);
      kept[key] = inner.value;
      problems.push(...inner.problems);
    }
  }
  return { value: kept, problems };
}

/** In Go a text that is not given is empty, so the API server cannot tell the two apart. */
function isNotGiven(field: z.ZodType, item: unknown): boolean {
  const bare = unwrap(field);
  if (item !== '') return false;
  return bare instanceof z.ZodString || (bare instanceof z.ZodEnum && !bare.options.includes(''));
}

function unknownField(path: Path, key: string, names: readonly string[]): Problem {
  const near = nearest(key, names);
  const message = near === undefined ? 'unknown field' : `unknown field; did you mean ${near}?`;
  return error('unknown-field', path, message, { on: 'key' });
}

/** A warning where nothing is lost but what a cluster would have done with it, an error where a program would see it. */
function unfollowedField(field: z.ZodType, path: Path, value: unknown): readonly Problem[] {
  const { fidelity, note = '', inert = [] } = fieldMeta(field)!;
  if (inert.some((same) => JSON.stringify(same) === JSON.stringify(value))) return [];
  const name = pathText(path.slice(path.lastIndexOf('spec') + 1));
  if (fidelity === 'refused')
    return [error('refused-field', path, `cannot be had here: ${name} - ${note}`, { on: 'key', bare: true })];
  const message = `ignored here: ${name} - ${note}`;
  return [warning('ignored-field', path, message, { on: 'key', bare: true })];
}

function gather(parts: readonly Fields[], build: (values: readonly unknown[]) => unknown): Fields {
  return {
    value: build(parts.map(({ value }) => value)),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

function unwrap(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional ? unwrap(schema.unwrap() as z.ZodType) : schema;
}
