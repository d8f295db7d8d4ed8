import type { RecipeUse } from '../../manifest/recipe/model.ts';
import { resolveParameters } from '../../manifest/recipe/parameters.ts';
import { parseWith } from '../../manifest/recipe/parse-with.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { loadRecipe } from './load.ts';
import { readFileValues } from './read-file-values.ts';

/** What `--with` asks for, a use an option. @throws Failure with every problem of all of them. */
export function recipeUses(options: readonly string[]): readonly RecipeUse[] {
  const problems: string[] = [];
  const uses = options.flatMap((text): readonly RecipeUse[] => {
    const parsed = parseWith(text);
    if (parsed === undefined) {
      problems.push(`--with ${text} is not NAME:key=value,key=value`);
      return [];
    }
    const resolved = resolveParameters(loadRecipe(parsed.name), parsed.parameters);
    if ('use' in resolved) return [readFileValues(resolved.use)];
    problems.push(...resolved.problems.map(({ message }) => message));
    return [];
  });
  if (problems.length > 0)
    throw new Failure(
      exitCodes.usage,
      problems.join('\n'),
      '`outrider recipes NAME` lists its parameters; nothing was created.',
    );
  return uses;
}
