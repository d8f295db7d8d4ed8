import { isMapping } from '../documents.ts';
import type { OpenApiSchema } from './definition.ts';

/**
 * A value with the defaults of its schema. Fields that hold nothing are left out, where nothing is no value of theirs.
 * Source: apiextensions-apiserver, `pkg/apiserver/schema/defaulting`.
 */
export function withDefaults(schema: OpenApiSchema, value: unknown): unknown {
  const { items, properties = {}, additionalProperties } = schema;
  if (Array.isArray(value)) return items ? value.map((item) => withDefaults(items, item)) : value;
  if (!isMapping(value)) return value;
  const others = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  const given = Object.entries(value).flatMap(([name, item]) => {
    const field = Object.hasOwn(properties, name) ? properties[name] : others;
    if (!field) return [[name, item] as const];
    return item === null && !field.nullable ? [] : [[name, withDefaults(field, item)] as const];
  });
  const names = new Set(given.map(([name]) => name));
  const added = Object.entries(properties).flatMap(([name, field]) =>
    field.default === undefined || names.has(name)
      ? []
      : [[name, withDefaults(field, field.default)] as const],
  );
  return Object.fromEntries([...given, ...added]);
}
