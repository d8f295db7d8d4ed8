import { readFileSync } from 'node:fs';
import type { RecipeUse } from '../../manifest/recipe/model.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';

/** The use with the contents of files in the place of their paths; no path is an empty file. @throws Failure */
export function readFileValues(use: RecipeUse): RecipeUse {
  const read = Object.entries(use.values).map(([name, value]) => {
    const isFile = use.recipe.parameters[name]?.type === 'file';
    return [name, isFile && value !== '' ? readValue(use.recipe.name, name, String(value)) : value] as const;
  });
  return { ...use, values: Object.fromEntries(read) };
}

function readValue(recipe: string, parameter: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message;
    throw new Failure(exitCodes.usage, `recipe ${recipe}: cannot read ${file} for ${parameter}: ${why}`);
  }
}
