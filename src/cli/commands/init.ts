import { writeFileSync } from 'node:fs';
import { podNameOf } from '../../manifest/run-pod.ts';
import type { SourceFile } from '../../manifest/source.ts';
import { starterManifest } from '../../manifest/starter.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';

interface InitOptions {
  readonly from?: string;
  readonly with: readonly string[];
  readonly force: boolean;
}

/** `outrider init [FILE]`: writes a first manifest that runs as it is. An existing file is kept unless forced. */
export async function init(file: string, { from, with: recipes, force }: InitOptions): Promise<number> {
  const name = from === undefined ? 'web' : (podNameOf(from) ?? 'web');
  const manifest = starterManifest({ name, ...(from !== undefined && { image: from }) });
  const text = recipes.length === 0 ? manifest : await withRecipes({ file, text: manifest }, recipes);
  write(file, text, force);
  process.stderr.write(`wrote ${file}\n  outrider up ${file}\n`);
  return exitCodes.ok;
}

/** Adds sidecars as `outrider inject` does. @throws Failure for a recipe with secrets: they do not belong in a file. */
async function withRecipes(source: SourceFile, recipes: readonly string[]): Promise<string> {
  const { readDocuments } = await import('../../manifest/read-documents.ts');
  const { printDocuments } = await import('../../manifest/recipe/print.ts');
  const { recipesStep } = await import('../recipes/prepare.ts');
  const { recipeUses } = await import('../recipes/uses.ts');
  const { checkManifests } = await import('../files/load-pods.ts');
  const { secretRequests } = await import('../../manifest/recipe/secrets.ts');
  const uses = recipeUses(recipes);
  const read = readDocuments([source]);
  if (secretRequests(read.documents, uses).length > 0)
    throw new Failure(
      exitCodes.usage,
      `${recipes.join(', ')}: a recipe has secrets, which are not written to a file`,
      `Leave --with away here, and add it when the pod starts: outrider up ${source.file} --with ${recipes[0]}`,
    );
  const prepare = await recipesStep(read, uses, undefined);
  await checkManifests([source], { prepare, read });
  return printDocuments(prepare(read.documents).documents);
}

function write(file: string, text: string, force: boolean): void {
  if (file === '-') return void process.stdout.write(text);
  try {
    writeFileSync(file, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST')
      throw new Failure(
        exitCodes.usage,
        `${file} exists already`,
        'Name another file, or overwrite it with --force.',
      );
    throw new Failure(exitCodes.usage, `cannot write ${file}: ${message}`);
  }
}
