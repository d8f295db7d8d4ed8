import { checkFields } from '../check/fields.ts';
import { typeProblem } from '../check/types.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { parseDocuments, type SourceDocument } from '../documents.ts';
import { locate } from '../locate.ts';
import { nearest } from '../nearest.ts';
import { error, type Path, type Problem } from '../problem.ts';
import type { ParameterValue, Recipe, Template } from './model.ts';
import { parseValue, scopeOf, typeInWords } from './parameters.ts';
import { type RecipeInput, recipeSchema } from './schema.ts';
import { placeholdersOf } from './substitute.ts';

/** What a recipe's folder holds. */
interface RecipeSource {
  /** The path of `recipe.yaml`, as it is called in messages. */
  readonly file: string;
  readonly text: string;
  /** The other files beside it, by their names. */
  readonly beside: Readonly<Record<string, string>>;
}

interface Read {
  /** Undefined when anything is wrong. */
  readonly recipe: Recipe | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** A recipe from its folder's files; everything wrong with it at once. */
export function readRecipe(source: RecipeSource): Read {
  const { documents, diagnostics } = parseDocuments(source);
  const [document] = documents;
  if (document === undefined) {
    const empty = { severity: 'error', code: 'recipe', message: 'the recipe is empty' } as const;
    const nothing = { ...empty, file: source.file, line: 1, column: 1 };
    return { recipe: undefined, diagnostics: diagnostics.length > 0 ? diagnostics : [nothing] };
  }
  const { input, problems: wrong } = checkTypes(document);
  const problems = input === undefined ? wrong : [...wrong, ...ownProblems(input, source)];
  const found = [...diagnostics, ...problems.map(locate(document))];
  const isSound = input !== undefined && !found.some(({ severity }) => severity === 'error');
  return { recipe: isSound ? toRecipe(input, source) : undefined, diagnostics: found };
}

function checkTypes(document: SourceDocument): {
  readonly input: RecipeInput | undefined;
  readonly problems: readonly Problem[];
} {
  const fields = checkFields(recipeSchema, document.value);
  const parsed = recipeSchema.safeParse(fields.value);
  const issues = parsed.success ? [] : parsed.error.issues;
  const problems = [...fields.problems, ...issues.map((issue) => typeProblem(issue, fields.value))];
  return { input: parsed.success ? parsed.data : undefined, problems };
}

function ownProblems(input: RecipeInput, source: RecipeSource): readonly Problem[] {
  const { files = {}, companions = [], parameters = {} } = input;
  const templates: readonly (readonly [Path, string])[] = [
    ...Object.entries(files).map(([name, file]) => [['files', name], file] as const),
    ...companions.map((file, index) => [['companions', index], file] as const),
  ];
  const missing = templates
    .filter(([, file]) => !Object.hasOwn(source.beside, file))
    .map(([path, file]) => error('recipe', path, `there is no file ${file} beside recipe.yaml`));
  const misfits = Object.entries(parameters).flatMap(([name, parameter]) =>
    parameter.default === undefined || defaultOf(parameter) !== undefined
      ? []
      : [error('recipe', ['parameters', name, 'default'], `needs ${typeInWords[parameter.type]}`)],
  );
  const known = placeholderNames(input);
  const inPod = input.certificate === undefined ? known : [...known, 'certificate'];
  const uses: readonly (readonly [Path, unknown, readonly string[]])[] = [
    [['pod'], input.pod, inPod],
    [['capture'], input.capture, known],
    ...templates.map(([path, file]) => [path, source.beside[file], known] as const),
  ];
  const unknown = uses.flatMap(([path, value, names]) =>
    placeholdersOf(value)
      .filter((name) => !names.includes(name))
      .map((name) => unknownPlaceholder(path, name, names)),
  );
  return [...missing, ...misfits, ...unknown];
}

function unknownPlaceholder(path: Path, name: string, known: readonly string[]): Problem {
  const near = nearest(name, known);
  const meant = near === undefined ? '' : `; did you mean \${${near}}?`;
  const hint = `a \${ that is no placeholder is written $\${`;
  return error('recipe', path, `\${${name}} is no parameter of it${meant}`, { hint });
}

/** What a template may name; the last ones come from the use itself. */
function placeholderNames({ parameters = {}, secrets, authority }: RecipeInput): readonly string[] {
  const sample = Object.entries(parameters).map(([name, { type }]) => [
    name,
    type === 'duration' ? '1s' : type,
  ]);
  return Object.keys(
    scopeOf(Object.fromEntries(sample), {
      recipe: '',
      configMap: '',
      ...(secrets && { secret: '' }),
      ...(authority && { authority: '' }),
    }),
  );
}

function toRecipe(input: RecipeInput, { file, beside }: RecipeSource): Recipe {
  const {
    order = 50,
    parameters = {},
    files = {},
    companions = [],
    secrets = {},
    skip = {},
    ...rest
  } = input;
  const { capture, certificate, authority, ...plain } = rest;
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  return {
    ...plain,
    ...(capture && { capture }),
    ...(authority && { authority }),
    ...(certificate && { certificateDays: certificate.days ?? 90 }),
    secrets,
    skip,
    order,
    parameters: mapValues(parameters, (parameter) => ({
      type: parameter.type,
      description: parameter.description,
      ...(parameter.default === undefined ? {} : { default: defaultOf(parameter)! }),
    })),
    files: mapValues(files, (name) => beside[name]!),
    companions: companions.map((name): Template => ({ file: `${folder}${name}`, text: beside[name]! })),
  };
}

function defaultOf({ type, default: value }: InputParameter): ParameterValue | undefined {
  return parseValue(type, Array.isArray(value) ? value.join(',') : String(value));
}

type InputParameter = Pick<NonNullable<RecipeInput['parameters']>[string], 'type' | 'default'>;

function mapValues<T, U>(
  record: Readonly<Record<string, T>>,
  map: (value: T) => U,
): Readonly<Record<string, U>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
