import { recipeJsonSchema } from '../../manifest/recipe/json-schema.ts';
import type { Parameter, Recipe } from '../../manifest/recipe/model.ts';
import { exitCodes } from '../exit-codes.ts';
import { printTable } from '../output/table.ts';
import { recipeNames } from '../recipes/folder.ts';
import { loadRecipe } from '../recipes/load.ts';

interface Options {
  readonly schema: boolean;
  readonly output: 'text' | 'json';
}

/** `outrider recipes [NAME]`: the recipes, or one with its parameters and what to look at. */
export function recipes(name: string | undefined, { schema, output }: Options): number {
  if (schema) writeJson(recipeJsonSchema());
  else if (name === undefined) list(output);
  else show(loadRecipe(name), name, output);
  return exitCodes.ok;
}

function list(output: Options['output']): void {
  const all = recipeNames().map(loadRecipe);
  if (output === 'json') writeJson(all.map(described));
  else
    printTable(
      ['NAME', 'PATTERN', 'SUMMARY'],
      all.map(({ name, pattern, summary }) => [name, pattern, summary]),
    );
}

function show(recipe: Recipe, given: string, output: Options['output']): void {
  if (output === 'json') {
    writeJson(described(recipe));
    return;
  }
  const { name, pattern, summary, parameters, look } = recipe;
  write(`${name} (${pattern}): ${summary}\n\n`);
  const rows = Object.entries(parameters).map(([key, parameter]) => [
    key,
    parameter.type,
    defaultInWords(parameter),
    parameter.description,
  ]);
  printTable(
    ['PARAMETER', 'TYPE', 'DEFAULT', 'MEANING'],
    [...rows, ['pods', 'list', 'all', 'the pods that it is added to']],
  );
  write(`\nWhat to look at:\n${look.map((item) => `- ${item}\n`).join('')}`);
  write(`\noutrider up FILE --with ${given}\n`);
}

function defaultInWords({ default: value }: Parameter): string {
  if (value === undefined) return 'must be given';
  const text = String(value);
  return text === '' ? '-' : text;
}

/** Everything but the templates. */
function described({ name, pattern, summary, order, parameters, look }: Recipe): object {
  return { name, pattern, summary, order, parameters, look };
}

function writeJson(value: unknown): void {
  write(`${JSON.stringify(value, null, 2)}\n`);
}

function write(text: string): void {
  process.stdout.write(text);
}
