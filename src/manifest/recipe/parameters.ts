import { parseDuration } from '../../pod/duration.ts';
import { nearest } from '../nearest.ts';
import type { Parameter, ParameterValue, ParameterValues, Recipe, RecipeUse } from './model.ts';
import type { ParameterType } from './schema.ts';

/** What each type takes, to complete "needs …". */
export const typeInWords: Readonly<Record<ParameterType, string>> = {
  string: 'text',
  integer: 'a whole number',
  boolean: 'true or false',
  port: 'a port from 1 to 65535',
  duration: 'a duration such as 250ms, 5s or 2m',
  list: 'a list with commas',
  file: 'the path of a file',
};

/** Every recipe has it: the pods that it is added to. */
const PODS = 'pods';

/** What is wrong with a value of a parameter, or with its name. */
interface ParameterProblem {
  readonly parameter: string;
  readonly message: string;
}

type Resolved = { readonly use: RecipeUse } | { readonly problems: readonly ParameterProblem[] };

/** Values as they stand on a command line, against the parameters of a recipe; every problem at once. */
export function resolveParameters(recipe: Recipe, given: Readonly<Record<string, string>>): Resolved {
  const problems: ParameterProblem[] = [];
  const tell = (parameter: string, message: string) => problems.push({ parameter, message });
  const values: Record<string, ParameterValue> = {};
  for (const name of Object.keys(given))
    if (name !== PODS && !Object.hasOwn(recipe.parameters, name)) tell(name, unknown(recipe, name));
  for (const [name, parameter] of Object.entries(recipe.parameters)) {
    const text = given[name];
    const value = text === undefined ? parameter.default : parseValue(parameter.type, text);
    if (value !== undefined) values[name] = value;
    else tell(name, unfit(recipe, name, parameter, text));
  }
  if (problems.length > 0) return { problems };
  const pods = given[PODS] === undefined ? {} : { pods: split(given[PODS]) };
  return { use: { recipe, values, ...pods } };
}

/** Undefined when the text does not fit the type. */
export function parseValue(type: ParameterType, text: string): ParameterValue | undefined {
  switch (type) {
    case 'string':
    case 'file':
      return text;
    case 'integer':
      return /^-?\d+$/.test(text) ? Number(text) : undefined;
    case 'boolean':
      return { true: true, false: false }[text];
    case 'port':
      return /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535 ? Number(text) : undefined;
    case 'duration':
      return milliseconds(text) === undefined ? undefined : text;
    case 'list':
      return split(text);
  }
}

/** One number and one unit, since not every program reads `1m30s`. */
export function milliseconds(text: string): number | undefined {
  return /^\d+(ms|s|m|h)$/.test(text) ? parseDuration(text) : undefined;
}

function split(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

function unknown(recipe: Recipe, name: string): string {
  const names = [...Object.keys(recipe.parameters), PODS];
  const near = nearest(name, names);
  const meant = near === undefined ? `its parameters are ${names.join(', ')}` : `did you mean ${near}?`;
  return `recipe ${recipe.name} has no parameter ${name}; ${meant}`;
}

function unfit(recipe: Recipe, name: string, { type }: Parameter, text: string | undefined): string {
  const found = text === undefined ? 'it is missing and has no default' : `found ${JSON.stringify(text)}`;
  return `recipe ${recipe.name}: ${name} (${type}) needs ${typeInWords[type]}, ${found}`;
}

/** What placeholders may name: the parameters, each as text and durations in numbers, and what the use itself adds. */
export function scopeOf(values: ParameterValues, more: ParameterValues): ParameterValues {
  const scope: Record<string, ParameterValue> = { ...values, ...more };
  for (const [name, value] of Object.entries(values)) {
    scope[`${name}.text`] = String(value);
    scope[`${name}.json`] = JSON.stringify(String(value));
    const ms = typeof value === 'string' ? milliseconds(value) : undefined;
    if (ms === undefined) continue;
    scope[`${name}.milliseconds`] = ms;
    scope[`${name}.seconds`] = ms / 1000;
  }
  return scope;
}
