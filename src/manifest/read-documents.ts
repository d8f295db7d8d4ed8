import { resolve } from 'node:path';
import { composeDocuments, isCompose } from './compose/documents.ts';
import { noSurroundings } from './compose/surroundings.ts';
import type { RecipeWish } from './compose/wishes.ts';
import type { Diagnostic } from './diagnostic.ts';
import { dialectOf, parseDocuments, type SourceDocument } from './documents.ts';
import type { SourceFile } from './source.ts';

export interface ReadDocuments {
  readonly documents: readonly SourceDocument[];
  readonly diagnostics: readonly Diagnostic[];
  /** Files with nothing in them. */
  readonly empty: readonly string[];
  /** The recipes that Compose files ask for; a relative path of one goes from the folder of the first file. */
  readonly wishes: readonly RecipeWish[];
}

/**
 * Every document of several files as manifests: those of Kubernetes as they are, the Compose files together as the pods
 * that they describe, a later one over an earlier one.
 */
export function readDocuments(files: readonly SourceFile[]): ReadDocuments {
  const parsed = files.map((source) => ({ source, ...parseDocuments(source) }));
  const isOfCompose = ({ documents }: (typeof parsed)[number]): boolean =>
    documents.some(({ value }) => isCompose(value));
  const manifests = parsed.filter((one) => !isOfCompose(one));
  const compose = parsed.filter(isOfCompose);
  const around = compose[0]?.source.surroundings ?? noSurroundings;
  const inFull = compose.map(({ source: { file, text }, ...found }) => {
    const isKnown = found.documents.every(({ yaml }) => dialectOf(yaml.document) === 'compose');
    return { file, text, path: resolve(around.folder, file), ...(isKnown && { parsed: found }) };
  });
  const pods = compose.length === 0 ? undefined : composeDocuments(inFull, around);
  return {
    documents: [...manifests.flatMap(({ documents }) => documents), ...(pods?.documents ?? [])],
    diagnostics: [...manifests.flatMap(({ diagnostics }) => diagnostics), ...(pods?.diagnostics ?? [])],
    empty: manifests
      .filter(({ documents, diagnostics }) => documents.length + diagnostics.length === 0)
      .map(({ source }) => source.file),
    wishes: (pods?.wishes ?? []).map((wish) => ({ ...wish, name: inFolder(wish.name, around.folder) })),
  };
}

/** A recipe in the package has a plain name, any other one is a path. */
function inFolder(name: string, folder: string): string {
  return name.includes('/') ? resolve(folder, name) : name;
}
