import { withoutSidecars } from '../../cluster/run/legacy.ts';
import type { KubernetesObject } from '../../cluster/run/objects.ts';
import { CAPTURE_IMAGE } from '../../export/kubernetes/capture-image.ts';
import { exportKubernetes } from '../../export/kubernetes/export.ts';
import { readDocuments } from '../../manifest/read-documents.ts';
import { readSources } from '../files/load-pods.ts';
import { harmlessLines } from '../output/harmless.ts';
import { projectName } from '../project-name.ts';
import { recipesStep } from '../recipes/prepare.ts';
import { recipeUses } from '../recipes/uses.ts';
import type { Given } from '../up/given.ts';
import type { UpOptions } from '../up/options.ts';
import type { ClusterOptions } from './options.ts';

/**
 * The objects that a cluster gets for the files of a command line: what `export kubernetes` prints, with the project's secrets. The files
 * have been checked. What the cluster cannot do is told on stderr.
 */
export async function documentsFor(
  { files, stdin }: Given,
  { projectName: named, with: recipes = [], captureImage, sidecars }: UpOptions & ClusterOptions,
): Promise<readonly KubernetesObject[]> {
  const project = projectName(named, files);
  const read = readDocuments(readSources(files, stdin, project));
  const prepare = await recipesStep(read, recipeUses(recipes), project);
  const { objects, notes } = exportKubernetes(prepare(read.documents).documents, {
    captureImage: captureImage ?? CAPTURE_IMAGE,
    withSecrets: true,
  });
  for (const note of notes) process.stderr.write(harmlessLines(`note: ${note}\n`));
  const documents = objects.map(({ yaml }) => yaml.document.toJS() as KubernetesObject);
  return sidecars === 'legacy' ? withoutSidecars(documents) : documents;
}
