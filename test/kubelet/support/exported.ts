import { readSources } from '../../../src/cli/files/load-pods.ts';
import { recipesStep } from '../../../src/cli/recipes/prepare.ts';
import { recipeUses } from '../../../src/cli/recipes/uses.ts';
import { exportKubernetes } from '../../../src/export/kubernetes/export.ts';
import { readDocuments } from '../../../src/manifest/read-documents.ts';
import { printDocuments } from '../../../src/manifest/recipe/print.ts';

/** What `outrider export kubernetes` prints; a word stands for each secret that a recipe makes. */
export async function exportedText(
  files: readonly string[],
  uses: readonly string[],
  captureImage = 'istio/proxyv2:1.27.3',
): Promise<string> {
  const read = readDocuments(readSources(files));
  const prepare = await recipesStep(read, recipeUses(uses), undefined);
  const { documents } = prepare(read.documents);
  return printDocuments(exportKubernetes(documents, { captureImage, withSecrets: true }).objects);
}
