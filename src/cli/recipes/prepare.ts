import { randomBytes } from 'node:crypto';
import type { SourceDocument } from '../../manifest/documents.ts';
import type { Prepare } from '../../manifest/gather.ts';
import type { ReadDocuments } from '../../manifest/read-documents.ts';
import { applyRecipes } from '../../manifest/recipe/apply.ts';
import type { RecipeUse } from '../../manifest/recipe/model.ts';
import { secretDocuments, secretRequests, unmade } from '../../manifest/recipe/secrets.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { secretsFolder } from './secrets-folder.ts';
import { wishedUses } from './wished-uses.ts';

/**
 * The step that adds recipes to manifests, those that the files ask for before those of the command line, with the secrets
 * that they ask for: made now, or kept from before. Without a project a word stands for each.
 */
export async function recipesStep(
  { documents: given, wishes }: Pick<ReadDocuments, 'documents' | 'wishes'>,
  asked: readonly RecipeUse[],
  project: string | undefined,
): Promise<Prepare> {
  const wished = wishedUses(wishes);
  const uses = [...wished.uses, ...asked];
  const isMesh = uses.some(({ recipe }) => recipe.definitions === 'istio');
  const mesh = isMesh ? await import('../mesh-definitions.ts') : undefined;
  const secrets = await secretsFor(given, uses, project);
  return (documents) => {
    const applied = applyRecipes(documents, uses);
    return {
      documents: [...applied.documents, ...secrets],
      diagnostics: [
        ...wished.diagnostics,
        ...applied.diagnostics,
        ...(mesh?.routeProblems(applied.documents) ?? []),
      ],
      ...(mesh && { checkOther: mesh.checkMeshRule }),
    };
  };
}

async function secretsFor(
  documents: readonly SourceDocument[],
  uses: readonly RecipeUse[],
  project: string | undefined,
): Promise<readonly SourceDocument[]> {
  const requests = secretRequests(documents, uses);
  if (requests.length === 0) return [];
  if (project === undefined) return secretDocuments(requests.map(unmade));
  const { makeSecrets } = await import('../../secrets/make-secrets.ts');
  const { keepIn } = await import('../../secrets/keep.ts');
  const folder = secretsFolder(project, process.env);
  try {
    return secretDocuments(await makeSecrets(requests, { keep: keepIn(folder), randomBytes, now: Date.now }));
  } catch (error) {
    throw new Failure(
      exitCodes.failure,
      `the secrets of project ${project} cannot be made or kept: ${(error as Error).message}`,
      `They are kept in ${folder}; XDG_STATE_HOME leads elsewhere, and \`outrider down --volumes\` forgets them.`,
    );
  }
}
