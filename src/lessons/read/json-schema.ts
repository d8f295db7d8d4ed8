import * as z from 'zod';
import { fieldMeta } from '../../manifest/schema/fidelity.ts';
import { lessonSchema } from './schema.ts';

/** `lesson.yaml` as JSON Schema (draft 2020-12), for editors. */
export function lessonJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(lessonSchema, {
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: node }) => {
      const note = fieldMeta(zodSchema)?.note;
      if (note !== undefined) node.description = note;
    },
  });
  return { title: 'A lesson of Outrider', ...schema };
}
