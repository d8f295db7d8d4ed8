import { RE2JS } from 're2js';
import { isMapping } from '../documents.ts';
import { error, type Path, type Problem } from '../problem.ts';
import type { OpenApiSchema } from './definition.ts';

/** What is wrong with the size of a number, a text, a list or a mapping, or with the letters of a text. */
export function sizeProblems(schema: OpenApiSchema, value: unknown, path: Path): readonly Problem[] {
  const tell = (message: string): readonly Problem[] => [error('invalid-value', path, message)];
  if (typeof value === 'number') {
    const { minimum = value, maximum = value } = schema;
    if (value < minimum) return tell(`needs ${minimum} or more, found ${value}`);
    return value > maximum ? tell(`needs ${maximum} or less, found ${value}`) : [];
  }
  if (typeof value === 'string') {
    const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = schema;
    const { length } = [...value];
    if (length < minLength || length > maxLength)
      return tell(`needs ${range(minLength, maxLength)} characters`);
    if (pattern === undefined || RE2JS.compile(pattern).matcher(value).find()) return [];
    return tell(`needs text like ${pattern}, found ${JSON.stringify(value)}`);
  }
  return amountProblem(schema, value, tell);
}

function amountProblem(
  schema: OpenApiSchema,
  value: unknown,
  tell: (message: string) => readonly Problem[],
): readonly Problem[] {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
  const { minProperties = 0, maxProperties = Number.POSITIVE_INFINITY } = schema;
  if (Array.isArray(value) && (value.length < minItems || value.length > maxItems))
    return tell(`needs ${range(minItems, maxItems)} items, found ${value.length}`);
  const count = isMapping(value) ? Object.keys(value).length : undefined;
  if (count !== undefined && (count < minProperties || count > maxProperties))
    return tell(`needs ${range(minProperties, maxProperties)} entries, found ${count}`);
  return [];
}

function range(least: number, most: number): string {
  if (most === Number.POSITIVE_INFINITY) return `${least} or more`;
  return least === 0 ? `${most} or less` : `${least} to ${most}`;
}
