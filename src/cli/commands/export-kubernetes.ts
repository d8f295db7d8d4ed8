import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exportKubernetes } from '../../export/kubernetes/export.ts';
import { kustomizeFiles } from '../../export/kubernetes/kustomize.ts';
import type { SourceDocument } from '../../manifest/documents.ts';
import { readDocuments } from '../../manifest/read-documents.ts';
import { applyRecipes } from '../../manifest/recipe/apply.ts';
import { printDocuments } from '../../manifest/recipe/print.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { checkManifests, readSources } from '../files/load-pods.ts';
import { projectName } from '../project-name.ts';
import { recipesStep } from '../recipes/prepare.ts';
import { recipeUses } from '../recipes/uses.ts';
import type { Given } from '../up/given.ts';

export interface ExportKubernetesOptions {
  readonly with: readonly string[];
  readonly captureImage: string;
  readonly showSecrets: boolean;
  /** A file, instead of standard output. */
  readonly output?: string;
  /** A folder that gets a kustomization: a base without sidecars, and an overlay that adds them. */
  readonly kustomize?: string;
  /** Writes into a folder that has something in it. */
  readonly force: boolean;
  readonly projectName?: string;
}

/** `outrider export kubernetes FILE`: manifests for a cluster without Outrider, capture included; checked as `up` would. */
export async function exportToKubernetes(
  { files, stdin }: Given,
  options: ExportKubernetesOptions,
): Promise<number> {
  const uses = recipeUses(options.with);
  const sources = readSources(files, stdin);
  const read = readDocuments(sources);
  const project = options.showSecrets ? projectName(options.projectName, files) : undefined;
  const prepare = await recipesStep(read, uses, project);
  await checkManifests(sources, { prepare, read });
  const exported = (documents: readonly SourceDocument[], captureImage: string | undefined) =>
    exportKubernetes(documents, { captureImage, withSecrets: options.showSecrets });
  const { objects, notes } = exported(prepare(read.documents).documents, options.captureImage);
  for (const note of notes) process.stderr.write(`note: ${note}\n`);
  if (options.kustomize === undefined) {
    writeOut(printDocuments(objects), options.output);
    return exitCodes.ok;
  }
  const plain = exported(applyRecipes(read.documents, []).documents, undefined);
  writeFolder(options.kustomize, kustomizeFiles(plain.objects, objects), options.force);
  return exitCodes.ok;
}

function writeOut(text: string, file: string | undefined): void {
  if (file === undefined) process.stdout.write(text);
  else write(file, text);
}

function writeFolder(folder: string, files: Readonly<Record<string, string>>, force: boolean): void {
  if (!force && existsSync(folder) && readdirSync(folder).length > 0)
    throw new Failure(exitCodes.usage, `${folder} is not empty`, 'Name another folder, or say --force.');
  for (const [path, text] of Object.entries(files)) write(join(folder, path), text);
}

/** For its owner alone: there may be Secrets in it. */
function write(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { mode: 0o600 });
  } catch (error) {
    throw new Failure(exitCodes.failure, `cannot write ${file}: ${(error as Error).message}`);
  }
}
