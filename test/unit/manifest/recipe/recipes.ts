import { formatDiagnostic } from '../../../../src/manifest/diagnostic.ts';
import { parseDocuments } from '../../../../src/manifest/documents.ts';
import { applyRecipes } from '../../../../src/manifest/recipe/apply.ts';
import type { Recipe, RecipeUse } from '../../../../src/manifest/recipe/model.ts';
import { resolveParameters } from '../../../../src/manifest/recipe/parameters.ts';
import { printDocuments } from '../../../../src/manifest/recipe/print.ts';
import { readRecipe } from '../../../../src/manifest/recipe/read-recipe.ts';

/** A recipe with a sidecar of its own name; `more` is YAML, at the left edge. */
export function recipeText(name: string, more = ''): string {
  return `name: ${name}
pattern: sidecar
summary: For tests
look: [nothing]
${more}${more.includes('\npod:') || more.startsWith('pod:') ? '' : `pod: {spec: {initContainers: [{name: ${name}, image: 'x:1', restartPolicy: Always}]}}\n`}`;
}

export function problemsOf(text: string, beside: Readonly<Record<string, string>> = {}): readonly string[] {
  return readRecipe({ file: 'r/recipe.yaml', text, beside }).diagnostics.map(
    (diagnostic) => formatDiagnostic(diagnostic).split('\n')[0]!,
  );
}

export function recipeOf(text: string, beside: Readonly<Record<string, string>> = {}): Recipe {
  const { recipe, diagnostics } = readRecipe({ file: 'r/recipe.yaml', text, beside });
  if (recipe === undefined) throw new Error(diagnostics.map(formatDiagnostic).join('\n'));
  return recipe;
}

export function useOf(recipe: Recipe, given: Readonly<Record<string, string>> = {}): RecipeUse {
  const resolved = resolveParameters(recipe, given);
  if ('problems' in resolved) throw new Error(resolved.problems.map(({ message }) => message).join('\n'));
  return resolved.use;
}

/** The manifest with recipes, and what there is to say of it. */
export function inject(
  text: string,
  ...uses: readonly RecipeUse[]
): { readonly text: string; readonly problems: readonly string[]; readonly values: readonly unknown[] } {
  const { documents, diagnostics } = applyRecipes(parseDocuments({ file: 'f', text }).documents, uses);
  const problems = diagnostics.map((diagnostic) => formatDiagnostic(diagnostic).split('\n')[0]!);
  return { text: printDocuments(documents), problems, values: documents.map(({ value }) => value) };
}
