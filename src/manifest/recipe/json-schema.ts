import * as z from 'zod';
import { fieldMeta } from '../schema/fidelity.ts';
import { recipeSchema } from './schema.ts';

/** `recipe.yaml` as JSON Schema (draft 2020-12), for editors. */
export function recipeJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(recipeSchema, {
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: node }) => {
      const note = fieldMeta(zodSchema)?.note;
      if (note !== undefined) node.description = note;
    },
  });
  return { title: 'A recipe of Outrider', ...schema };
}
