import type * as z from 'zod';
import type { Provided } from '../pod/provided.ts';
import { readMapping, under } from './annotation.ts';
import { onceForEach } from './once-for-each.ts';
import type { Path, Problem } from './problem.ts';
import { providedModel, serviceProvider } from './schema/provided.ts';
import type { PodSource } from './sources.ts';

export const PROVIDER_ANNOTATION = 'outrider.dev/provider.';
export const MODEL_ANNOTATION = 'outrider.dev/model.';

type Annotations = Readonly<Record<string, string>>;

/** What a pod's annotations want programs of this machine to make, and where each stands. */
export interface ProvidedSource {
  readonly provided: Provided;
  readonly paths: Readonly<Record<string, Path>>;
  readonly problems: readonly Problem[];
}

export function readProvided({ metadata: { annotations } }: PodSource): ProvidedSource {
  return annotations ? read(annotations) : NOTHING;
}

const NOTHING: ProvidedSource = { provided: { providers: [], models: [] }, paths: {}, problems: [] };

const read = onceForEach((annotations: Annotations): ProvidedSource => {
  const problems: Problem[] = [];
  const providers = readAll(annotations, PROVIDER_ANNOTATION, serviceProvider, problems);
  const models = readAll(annotations, MODEL_ANNOTATION, providedModel, problems);
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
});

function readAll<S extends z.ZodObject>(
  annotations: Annotations,
  prefix: string,
  schema: S,
  problems: Problem[],
): readonly (readonly [name: string, value: z.output<S>])[] {
  return Object.entries(annotations).flatMap(([key, text]) => {
    if (!key.startsWith(prefix) || typeof text !== 'string') return [];
    const path: Path = ['metadata', 'annotations', key];
    const { value, problems: found } = readMapping(schema, text);
    problems.push(...under(path, found));
    return value === undefined ? [] : [[key.slice(prefix.length), value] as const];
  });
}
