import * as z from 'zod';
import { fileExtension, serviceExtension } from './compose/extension.ts';
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

/** The schema of Compose files, as the Compose specification publishes it. */
const COMPOSE_SCHEMA =
  'https://raw.githubusercontent.com/compose-spec/compose-spec/main/schema/compose-spec.json';

/**
 * Compose files as JSON Schema (draft 2020-12): the schema of the specification, which it refers to, and `x-outrider` at the
 * top and at each service, from the types that the reader checks.
 */
export function composeJsonSchema(): Readonly<Record<string, unknown>> {
  const extensions = z.toJSONSchema(z.object({ file: fileExtension, service: serviceExtension }), {
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: node }) => describe(zodSchema, node),
  });
  const { $schema, $defs, properties = {} } = extensions;
  const service = { properties: { 'x-outrider': properties['service'] } };
  return {
    title: 'Compose files as Outrider reads them',
    $schema,
    allOf: [{ $ref: COMPOSE_SCHEMA }],
    properties: {
      'x-outrider': properties['file'],
      services: { additionalProperties: service },
    },
    ...($defs && { $defs }),
  };
}

function describe(schema: z.core.$ZodType, node: z.core.JSONSchema.BaseSchema): void {
  const { fidelity = 'honoured', note = '' } = fieldMeta(schema) ?? {};
  const words = [fidelity === 'honoured' ? '' : `${fidelity} by Outrider`, note].filter(Boolean);
  if (words.length > 0) node.description = words.join(': ');
  if (node.additionalProperties === false) node.patternProperties = { '^x-': {}, '^outrider\\.dev/': {} };
}
