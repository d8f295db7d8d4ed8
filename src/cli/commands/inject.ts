import { readDocuments } from '../../manifest/read-documents.ts';
import { printDocuments } from '../../manifest/recipe/print.ts';
import { exitCodes } from '../exit-codes.ts';
import { checkManifests, readSources } from '../files/load-pods.ts';
import { projectName } from '../project-name.ts';
import { recipesStep } from '../recipes/prepare.ts';
import { recipeUses } from '../recipes/uses.ts';
import type { Given } from '../up/given.ts';

/**
 * `outrider inject FILE --with …`: the manifest with sidecars on stdout, ready for a cluster; checked as `up` would. The
 * Secrets of recipes are those of the project, as `up` has them.
 */
export async function inject(
  { files, stdin }: Given,
  options: { readonly with: readonly string[]; readonly projectName?: string },
): Promise<number> {
  const uses = recipeUses(options.with);
  const sources = readSources(files, stdin);
  const read = readDocuments(sources);
  const prepare = await recipesStep(read, uses, projectName(options.projectName, files));
  await checkManifests(sources, { prepare, read });
  process.stdout.write(printDocuments(prepare(read.documents).documents));
  return exitCodes.ok;
}
