import { type Document, isMap, type Scalar, visit } from 'yaml';
import { readPlain } from '../yaml/plain.ts';

/** Documents as one YAML stream, comments included. */
export function printDocuments(
  documents: readonly { readonly yaml: { readonly document: Document } }[],
): string {
  return documents
    .map(({ yaml }) => withBooleans(yaml.document).toString({ directives: false, lineWidth: 0 }))
    .join('---\n');
}

/** A word such as `yes` is a boolean to a cluster. The printer takes it for text, which it would put in quotes. */
function withBooleans(document: Document): Document {
  const copy = document.clone();
  if (!isMap(copy.contents)) return copy;
  visit(copy, {
    Scalar: (_, scalar: Scalar) => {
      if (scalar.type !== 'PLAIN' || scalar.tag !== undefined || scalar.source === undefined) return;
      const value = readPlain(scalar.source);
      if (typeof value === 'boolean') scalar.value = value;
    },
  });
  return copy;
}
