import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { nearest } from '../../manifest/nearest.ts';
import type { Recipe } from '../../manifest/recipe/model.ts';
import { readRecipe } from '../../manifest/recipe/read-recipe.ts';
import { reportProblems } from '../../manifest/report.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { recipeNames, recipesFolder } from './folder.ts';

/**
 * A recipe by its name, or by the path of its folder, which has a slash in it.
 * @throws Failure when there is none, with the nearest name, or when something is wrong with it.
 */
export function loadRecipe(name: string): Recipe {
  const folder = name.includes('/') ? name : join(recipesFolder(), name);
  const file = join(folder, 'recipe.yaml');
  if (!existsSync(file)) throw unknownRecipe(name);
  const text = readFileSync(file, 'utf8');
  const { recipe, diagnostics } = readRecipe({ file: shortest(file), text, beside: filesIn(folder) });
  process.stderr.write(reportProblems(diagnostics, [{ file: shortest(file), text }]));
  if (recipe === undefined) throw new Failure(exitCodes.usage, `the recipe ${name} is not sound`);
  return recipe;
}

function unknownRecipe(name: string): Failure {
  if (name.includes('/'))
    return new Failure(exitCodes.usage, `there is no recipe in ${name}`, 'Its folder needs a recipe.yaml.');
  const names = recipeNames();
  const near = nearest(name, names);
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  return new Failure(
    exitCodes.usage,
    `there is no recipe ${name}${meant}`,
    `The recipes are ${names.join(', ')}; one of your own is given by the path of its folder, as ./${name}.`,
  );
}

function filesIn(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(names.map(({ name }) => [name, readFileSync(join(folder, name), 'utf8')]));
}

function shortest(file: string): string {
  const near = relative(process.cwd(), file);
  return near.startsWith('..') ? file : near;
}
