import { composeDocuments, isCompose } from './compose/documents.ts';
import type { Diagnostic } from './diagnostic.ts';
import { parseDocuments, type SourceDocument } from './documents.ts';
import type { SourceFile } from './source.ts';

/** Every document of a file as manifests: those of Kubernetes as they are, a Compose file as the pods that it describes. */
export function readDocuments(source: SourceFile): {
  readonly documents: readonly SourceDocument[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const parsed = parseDocuments(source);
  const around = source.surroundings ?? { folder: '/', variables: {}, readVariables: () => undefined };
  const read = parsed.documents.map((document) =>
    isCompose(document.value)
      ? composeDocuments(document, around)
      : { documents: [document], diagnostics: [] },
  );
  return {
    documents: read.flatMap(({ documents }) => documents),
    diagnostics: [...parsed.diagnostics, ...read.flatMap(({ diagnostics }) => diagnostics)],
  };
}
