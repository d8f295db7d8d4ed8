import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `recipes/` of the package, whether this runs from its sources or from the bundle. */
export function recipesFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'recipes', 'haproxy', 'recipe.yaml'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('the folder recipes/ of the package is missing: install it again');
    folder = parent;
  }
  return join(folder, 'recipes');
}

/** The names of the recipes that come with Outrider. */
export function recipeNames(): readonly string[] {
  return readdirSync(recipesFolder(), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(recipesFolder(), entry.name, 'recipe.yaml')))
    .map(({ name }) => name)
    .sort();
}
