import * as z from 'zod';
import type { FieldMeta } from './schema/fidelity.ts';
import { kinds } from './schema/kinds.ts';

type Node = { -readonly [K in keyof FieldMeta]?: FieldMeta[K] } & Record<string, unknown>;

/**
 * The manifests that are read, as JSON Schema (draft 2020-12) for editors: completion, the types, and on every field a
 * word on how truly it is followed.
 */
export function jsonSchema(): Readonly<Record<string, unknown>> {
  const documents = z.discriminatedUnion('kind', Object.values(kinds) as never);
  const schema = z.toJSONSchema(documents, {
    unrepresentable: 'any',
    override: ({ jsonSchema: node }) => describe(node as Node),
  });
  return { title: 'Kubernetes manifests as Outrider reads them', ...schema };
}

function describe(node: Node): void {
  const { fidelity, note } = node;
  delete node.fidelity;
  delete node.note;
  delete node.inert;
  if (fidelity !== undefined) {
    const words = [fidelity === 'honoured' ? '' : `${fidelity} by Outrider`, note ?? ''].filter(Boolean);
    if (words.length > 0) node['description'] = words.join(': ');
  }
  if (node['additionalProperties'] === false)
    node['patternProperties'] = { '^x-': {}, '^outrider\\.dev/': {} };
}
