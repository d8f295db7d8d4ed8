import * as z from 'zod';
import { fieldMeta } from './schema/fidelity.ts';
import { kinds } from './schema/kinds.ts';

/**
 * The manifests that are read, as JSON Schema (draft 2020-12) for editors: completion, the types, and on every field a
 * word on how truly it is followed.
 */
export function jsonSchema(): Readonly<Record<string, unknown>> {
  const documents = z.discriminatedUnion('kind', Object.values(kinds) as never);
  const schema = z.toJSONSchema(documents, {
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: node }) => describe(zodSchema, node),
  });
  return { title: 'Kubernetes manifests as Outrider reads them', ...schema };
}

function describe(schema: z.core.$ZodType, node: z.core.JSONSchema.BaseSchema): void {
  const { fidelity = 'honoured', note = '' } = fieldMeta(schema) ?? {};
  const words = [fidelity === 'honoured' ? '' : `${fidelity} by Outrider`, note].filter(Boolean);
  if (words.length > 0) node.description = words.join(': ');
  if (node.additionalProperties === false) node.patternProperties = { '^x-': {}, '^outrider\\.dev/': {} };
}
