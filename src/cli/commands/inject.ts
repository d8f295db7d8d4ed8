import { parseDocuments } from '../../manifest/documents.ts';
import { applyRecipes } from '../../manifest/recipe/apply.ts';
import { printDocuments } from '../../manifest/recipe/print.ts';
import { exitCodes } from '../exit-codes.ts';
import { checkManifests, readSources } from '../load-pods.ts';
import { recipeUses } from '../recipes/uses.ts';
import type { Given } from '../up/given.ts';

/** `outrider inject FILE --with …`: the manifest with sidecars on stdout, ready for a cluster; checked as `up` would. */
export async function inject(
  { files, stdin }: Given,
  options: { readonly with: readonly string[] },
): Promise<number> {
  const uses = recipeUses(options.with);
  const sources = readSources(files, stdin);
  await checkManifests(sources, uses);
  const documents = sources.flatMap((source) => parseDocuments(source).documents);
  process.stdout.write(printDocuments(applyRecipes(documents, uses).documents));
  return exitCodes.ok;
}
