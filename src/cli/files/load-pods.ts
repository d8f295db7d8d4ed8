import { readFileSync, statSync } from 'node:fs';
import { availableParallelism, hostname, totalmem } from 'node:os';
import { dirname } from 'node:path';
import type { Diagnostic } from '../../manifest/diagnostic.ts';
import type { Prepare } from '../../manifest/gather.ts';
import type { ReadOptions } from '../../manifest/read.ts';
import type { RecipeUse } from '../../manifest/recipe/model.ts';
import type { SourceFile } from '../../manifest/source.ts';
import type { Pod } from '../../pod/model.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { around } from './compose-surroundings.ts';
import { buildKustomization } from './manifest-files.ts';

interface LoadOptions {
  /** What stands for `-`, where somebody has it already. */
  readonly stdin?: SourceFile;
  /** Recipes to add, as `--with` has them. */
  readonly recipes?: readonly string[];
  /** Whose secrets the recipes get; without one they get none, as nothing is to run. Also `COMPOSE_PROJECT_NAME`. */
  readonly project?: string;
  /** The API of the project is served. */
  readonly api?: boolean;
  /** Leaves out some of the documents, before recipes are added. */
  readonly select?: Prepare;
  /** Hears the problems, as text of several lines; without it they go to stderr. */
  readonly report?: (text: string) => void;
}

/** Reads manifests (`-` is standard input), prints every problem of all of them at once. Warnings go on. */
export async function loadPods(
  files: readonly string[],
  { stdin, ...options }: LoadOptions = {},
): Promise<readonly Pod[]> {
  return loadSources(readSources(files, stdin, options.project), options);
}

/** As `loadPods`, for files whose text is read already. */
export async function loadSources(
  sources: readonly SourceFile[],
  { recipes = [], project, select, report, api = false }: Omit<LoadOptions, 'stdin'> = {},
): Promise<readonly Pod[]> {
  const uses = recipes.length === 0 ? [] : (await import('../recipes/uses.ts')).recipeUses(recipes);
  const prepared = await preparation(sources, { uses, project, select });
  return checkManifests(sources, { ...prepared, api }, report);
}

export function readSources(
  files: readonly string[],
  stdin?: SourceFile,
  project?: string,
): readonly SourceFile[] {
  return files.map((file) => {
    if (file === '-')
      return stdin ?? { file: '<stdin>', text: readText('-'), surroundings: around('.', project) };
    return { file, text: readText(file), surroundings: around(dirname(file), project) };
  });
}

/** The pods of manifests, after a step on their documents. @throws Failure when there is an error, after printing all problems. */
export async function checkManifests(
  sources: readonly SourceFile[],
  preparation: Pick<ReadOptions, 'prepare' | 'read' | 'api'>,
  report: (text: string) => void = (text) => void process.stderr.write(text),
): Promise<readonly Pod[]> {
  const { readManifests } = await import('../../manifest/read.ts');
  const { reportProblems } = await import('../../manifest/report.ts');
  const { pods, diagnostics } = readManifests(sources, {
    node: { name: hostname(), cpus: availableParallelism(), memoryBytes: totalmem() },
    ...preparation,
  });
  report(reportProblems(diagnostics, withNamed(sources, diagnostics)));
  if (diagnostics.some(isError)) {
    const count = diagnostics.filter(isError).length;
    throw new Failure(
      exitCodes.usage,
      `${count} ${count === 1 ? 'problem' : 'problems'}; nothing was created`,
    );
  }
  return pods;
}

interface Steps {
  readonly uses: readonly RecipeUse[];
  readonly project: string | undefined;
  readonly select: Prepare | undefined;
}

async function preparation(
  sources: readonly SourceFile[],
  { uses, project, select }: Steps,
): Promise<Pick<ReadOptions, 'prepare' | 'read'>> {
  const { readDocuments } = await import('../../manifest/read-documents.ts');
  const all = readDocuments(sources);
  const read = select ? { ...all, documents: select(all.documents).documents } : all;
  if (uses.length + read.wishes.length === 0) return { read };
  const { recipesStep } = await import('../recipes/prepare.ts');
  return { read, prepare: await recipesStep(read, uses, project) };
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';

function readText(file: string): string {
  try {
    if (file !== '-' && statSync(file).isDirectory()) return buildKustomization(file);
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    if (error instanceof Failure) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message;
    throw new Failure(exitCodes.usage, `cannot read ${file}: ${reason}`);
  }
}

/** The files that were given, and those that they name, for what is wrong in them. */
function withNamed(
  sources: readonly SourceFile[],
  diagnostics: readonly Diagnostic[],
): readonly SourceFile[] {
  const given = new Set(sources.map(({ file }) => file));
  const named = [...new Set(diagnostics.map(({ file }) => file))].filter((file) => !given.has(file));
  const read = sources[0]?.surroundings?.readText;
  return [...sources, ...named.map((file) => ({ file, text: read?.(file) ?? '' }))];
}
