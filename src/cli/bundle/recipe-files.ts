import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseWith } from '../../manifest/recipe/parse-with.ts';
import type { BundleFile } from './write-bundle.ts';

/** A recipe that is given by its folder goes into the bundle; one by its name comes with Outrider. */
export function recipeFiles(recipe: string): {
  readonly with: string;
  readonly files: readonly BundleFile[];
} {
  const name = parseWith(recipe)?.name ?? recipe;
  if (!name.includes('/')) return { with: recipe, files: [] };
  const place = `recipes/${basename(resolve(name))}`;
  const inside = readdirSync(name, { withFileTypes: true }).filter((entry) => entry.isFile());
  const files = inside.map((entry) => ({
    name: `${place}/${entry.name}`,
    content: readFileSync(join(name, entry.name)),
  }));
  return { with: `./${place}${recipe.slice(name.length)}`, files };
}
