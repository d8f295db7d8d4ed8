import { isMapping } from '../documents.ts';
import { nearest } from '../nearest.ts';
import { error, type Path, type Problem } from '../problem.ts';
import type { OpenApiSchema } from './definition.ts';
import { expressionProblems } from './expressions.ts';
import { checkForms } from './forms.ts';
import { sizeProblems } from './sizes.ts';

/**
 * What is wrong with a value by a structural schema, as an API server tells it with strict field validation. Its rules are
 * looked at where its shape is right.
 */
export function checkSchema(schema: OpenApiSchema, value: unknown, path: Path = []): readonly Problem[] {
  if (value === null || value === undefined) return [];
  const wrong = shapeProblems(schema, value, path);
  return wrong.length > 0 ? wrong : expressionProblems(schema, value, path);
}

function shapeProblems(schema: OpenApiSchema, value: unknown, path: Path): readonly Problem[] {
  const wrong = typeProblem(schema, value, path);
  if (wrong) return [wrong];
  return [
    ...valueProblems(schema, value, path),
    ...(Array.isArray(value) ? itemProblems(schema, value, path) : []),
    ...(isMapping(value) ? fieldProblems(schema, value, path) : []),
    ...checkForms(schema, value, path, fits),
  ];
}

/** Whether a value has the right shape by a schema; nothing is told. */
function fits(schema: OpenApiSchema, value: unknown): boolean {
  return checkSchema(schema, value).length === 0;
}

const words: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

function typeProblem(schema: OpenApiSchema, value: unknown, path: Path): Problem | undefined {
  if (schema['x-kubernetes-int-or-string'])
    return typeof value === 'string' || Number.isInteger(value)
      ? undefined
      : error('wrong-type', path, `needs a whole number or text, found ${found(value)}`);
  const { type } = schema;
  if (type === undefined || hasType(type, value)) return undefined;
  return error('wrong-type', path, `needs ${words[type]}, found ${found(value)}`);
}

function hasType(type: NonNullable<OpenApiSchema['type']>, value: unknown): boolean {
  switch (type) {
    case 'object':
      return isMapping(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function found(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? `the text ${JSON.stringify(value)}` : String(value);
}

function valueProblems(schema: OpenApiSchema, value: unknown, path: Path): readonly Problem[] {
  const { enum: allowed } = schema;
  if (!allowed || allowed.some((one) => JSON.stringify(one) === JSON.stringify(value)))
    return sizeProblems(schema, value, path);
  const near = typeof value === 'string' ? nearest(value, allowed.map(String)) : undefined;
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  return [
    error(
      'invalid-value',
      path,
      `needs one of ${allowed.join(', ')}, found ${JSON.stringify(value)}${meant}`,
    ),
  ];
}

function itemProblems({ items }: OpenApiSchema, value: readonly unknown[], path: Path): readonly Problem[] {
  return items ? value.flatMap((item, index) => checkSchema(items, item, [...path, index])) : [];
}

function fieldProblems(
  schema: OpenApiSchema,
  value: Readonly<Record<string, unknown>>,
  path: Path,
): readonly Problem[] {
  const { properties = {}, additionalProperties, required = [] } = schema;
  const missing = required
    .filter((name) => value[name] === undefined || value[name] === null)
    .map((name) => error('missing-field', path, `${name} is missing`, { on: 'key' }));
  const isOpen =
    schema['x-kubernetes-preserve-unknown-fields'] === true ||
    additionalProperties === true ||
    // A form (`oneOf`) says something of some fields and nothing of the others.
    (schema.type === undefined && additionalProperties === undefined);
  const others = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  const inside = Object.entries(value).flatMap(([name, item]) => {
    const field = Object.hasOwn(properties, name) ? properties[name] : others;
    if (field) return checkSchema(field, item, [...path, name]);
    return isOpen ? [] : [unknownField([...path, name], name, Object.keys(properties))];
  });
  return [...missing, ...inside];
}

function unknownField(path: Path, name: string, names: readonly string[]): Problem {
  const near = nearest(name, names);
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  return error('unknown-field', path, `unknown field${meant}`, { on: 'key' });
}
