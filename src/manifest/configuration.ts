import * as z from 'zod';
import type { ProjectNetwork } from '../pod/network-wish.ts';
import { checkMapping } from './annotation.ts';
import type { Diagnostic } from './diagnostic.ts';
import { isMapping, parseDocuments } from './documents.ts';
import { locate } from './locate.ts';
import { error } from './problem.ts';
import { wrongIn } from './project-network.ts';
import { honoured } from './schema/fidelity.ts';
import { networkOptions } from './schema/network.ts';
import type { SourceFile } from './source.ts';

/** What a person wants of every project. */
export interface Configuration {
  readonly network: ProjectNetwork;
}

const configuration = z.object({ network: honoured(networkOptions) });

/** A person's own configuration; an empty file says nothing. */
export function readConfiguration(source: SourceFile): {
  readonly configuration: Configuration;
  readonly diagnostics: readonly Diagnostic[];
} {
  const { documents, diagnostics } = parseDocuments(source, 'kubernetes');
  const [document] = documents;
  if (!document || diagnostics.length > 0) return { configuration: { network: {} }, diagnostics };
  if (!isMapping(document.value)) {
    const problem = error('wrong-type', [], 'needs a mapping');
    return { configuration: { network: {} }, diagnostics: [locate(document)(problem)] };
  }
  const { value, problems } = checkMapping(configuration, document.value);
  const network = value?.network ?? {};
  const wrong = wrongIn(network).map((problem) => ({ ...problem, path: ['network', ...problem.path] }));
  return { configuration: { network }, diagnostics: [...problems, ...wrong].map(locate(document)) };
}
