import type { Place, RecipeWish } from '../../manifest/compose/wishes.ts';
import type { Diagnostic } from '../../manifest/diagnostic.ts';
import type { RecipeUse } from '../../manifest/recipe/model.ts';
import { resolveParameters } from '../../manifest/recipe/parameters.ts';
import { Failure } from '../failure.ts';
import { loadRecipe } from './load.ts';
import { readFileValues } from './read-file-values.ts';

/** What Compose files ask for by `x-outrider`; each problem at its place in them. */
export function wishedUses(wishes: readonly RecipeWish[]): {
  readonly uses: readonly RecipeUse[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  const uses = wishes.flatMap((wish): readonly RecipeUse[] => {
    try {
      const resolved = resolveParameters(loadRecipe(wish.name), wish.parameters);
      if ('use' in resolved) return [{ ...readFileValues(resolved.use), pods: wish.pods }];
      for (const { parameter, message } of resolved.problems)
        diagnostics.push(problem(wish.parameterPlaces[parameter] ?? wish.place, message));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      diagnostics.push(problem(wish.place, error.message, error.hint));
    }
    return [];
  });
  return { uses, diagnostics };
}

function problem({ file, line, column }: Place, message: string, hint?: string): Diagnostic {
  const details = hint === undefined ? {} : { hint };
  return { severity: 'error', code: 'recipe', message, file, line, column, ...details };
}
