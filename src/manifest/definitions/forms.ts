import { error, type Path, type Problem } from '../problem.ts';
import type { OpenApiSchema } from './definition.ts';

/**
 * What is wrong with a value by the forms that a schema gives: one of several, not a certain one.
 *
 * @param fits whether a value has the shape of a form.
 */
export function checkForms(
  schema: OpenApiSchema,
  value: unknown,
  path: Path,
  fits: (form: OpenApiSchema, value: unknown) => boolean,
): readonly Problem[] {
  const { oneOf, anyOf, allOf = [], not } = schema;
  const wrong =
    (oneOf !== undefined && oneOf.filter((form) => fits(form, value)).length !== 1) ||
    (anyOf !== undefined && !anyOf.some((form) => fits(form, value))) ||
    !allOf.every((form) => fits(form, value)) ||
    (not !== undefined && fits(not, value));
  if (!wrong) return [];
  const names = [...new Set([...(oneOf ?? []), ...(anyOf ?? []), ...allOf].flatMap(namesIn))];
  const message = names.length > 1 ? `takes only one of ${names.join(', ')}` : 'has no form that is allowed';
  return [error('invalid-value', path, message, { on: 'key' })];
}

function namesIn({ required = [], anyOf = [], oneOf = [] }: OpenApiSchema): readonly string[] {
  return [...required, ...[...anyOf, ...oneOf].flatMap(namesIn)];
}
