import type { SourceDocument } from '../documents.ts';

/** Documents as one YAML stream, comments included. */
export function printDocuments(documents: readonly SourceDocument[]): string {
  return documents
    .map(({ yaml }) => yaml.document.toString({ directives: false, lineWidth: 0 }))
    .join('---\n');
}
