import { parseDocument } from 'yaml';
import type * as z from 'zod';
import type { Provided } from '../pod/provided.ts';
import { checkFields } from './check/fields.ts';
import { typeProblem } from './check/types.ts';
import { isMapping } from './documents.ts';
import { error, type Path, type Problem } from './problem.ts';
import { providedModel, serviceProvider } from './schema/provided.ts';
import type { PodSource } from './sources.ts';

export const PROVIDER_ANNOTATION = 'outrider.dev/provider.';
export const MODEL_ANNOTATION = 'outrider.dev/model.';

/** What a pod's annotations want programs of this machine to make, and where each stands. */
export interface ProvidedSource {
  readonly provided: Provided;
  readonly paths: Readonly<Record<string, Path>>;
  readonly problems: readonly Problem[];
}

export function readProvided(pod: PodSource): ProvidedSource {
  const problems: Problem[] = [];
  const providers = readAll(pod, PROVIDER_ANNOTATION, serviceProvider, problems);
  const models = readAll(pod, MODEL_ANNOTATION, providedModel, problems);
  const named = (kind: string, name: string): Path => ['metadata', 'annotations', `${kind}${name}`];
  return {
    provided: {
      providers: providers.map(([name, { type, options = {}, after = [], containers = [] }]) => ({
        ...{ name, type, options, after, containers },
      })),
      models: models.map(([name, { model, contextSize, runtimeFlags = [], containers }]) => ({
        ...{ name, model, runtimeFlags, containers },
        ...(contextSize !== undefined && { contextSize }),
      })),
    },
    paths: Object.fromEntries([
      ...providers.map(([name]) => [name, named(PROVIDER_ANNOTATION, name)] as const),
      ...models.map(([name]) => [name, named(MODEL_ANNOTATION, name)] as const),
    ]),
    problems,
  };
}

function readAll<S extends z.ZodType>(
  { metadata }: PodSource,
  prefix: string,
  schema: S,
  problems: Problem[],
): readonly (readonly [name: string, value: z.output<S>])[] {
  return Object.entries(metadata.annotations ?? {}).flatMap(([key, text]) => {
    if (!key.startsWith(prefix) || typeof text !== 'string') return [];
    const path: Path = ['metadata', 'annotations', key];
    const document = parseDocument(text, { prettyErrors: false, stringKeys: true });
    const data: unknown = document.errors.length > 0 ? undefined : document.toJS();
    if (!isMapping(data)) {
      problems.push(error('invalid-value', path, 'needs a mapping in YAML'));
      return [];
    }
    const fields = checkFields(schema as never, data);
    const parsed = schema.safeParse(fields.value);
    const types = parsed.success ? [] : parsed.error.issues.map((issue) => typeProblem(issue, fields.value));
    for (const problem of [...fields.problems, ...types])
      problems.push({ ...problem, path: [...path, ...problem.path] });
    return parsed.success ? [[key.slice(prefix.length), parsed.data] as const] : [];
  });
}
