import type { EngineOptions } from '../pod/engine-options.ts';
import { readMapping, under } from './annotation.ts';
import { onceForEach } from './once-for-each.ts';
import { error, type Path, type Problem } from './problem.ts';
import { engineOptions } from './schema/engine.ts';
import type { PodSource } from './sources.ts';

export const ENGINE_ANNOTATION = 'outrider.dev/engine';
const PATH: Path = ['metadata', 'annotations', ENGINE_ANNOTATION];

/** What a pod's annotation says to the engine. */
export function readEngine(pod: PodSource): {
  readonly options: EngineOptions;
  readonly problems: readonly Problem[];
} {
  const { annotations } = pod.metadata;
  if (annotations?.[ENGINE_ANNOTATION] === undefined) return { options: {}, problems: [] };
  const { value, salvaged, problems } = readOptions(annotations);
  const all = [...problems, ...strangers(salvaged as EngineOptions, pod)];
  return { options: value ?? {}, problems: under(PATH, all) };
}

const readOptions = onceForEach((annotations: Readonly<Record<string, string>>) =>
  readMapping(engineOptions, annotations[ENGINE_ANNOTATION]!),
);

/** Options of what the pod does not have. */
function strangers(
  { containers = {}, volumes = {} }: EngineOptions,
  { spec }: PodSource,
): readonly Problem[] {
  const own = new Set([...(spec.initContainers ?? []), ...spec.containers].map(({ name }) => name));
  const stored = new Set((spec.volumes ?? []).map(({ name }) => name));
  const missing = (
    kind: 'containers' | 'volumes',
    given: object,
    known: ReadonlySet<string>,
  ): readonly Problem[] =>
    Object.keys(given)
      .filter((name) => !known.has(name))
      .map((name) =>
        error('missing-reference', [kind, name], `the pod has no ${kind.slice(0, -1)} ${name}`, {
          on: 'key',
        }),
      );
  return [...missing('containers', containers, own), ...missing('volumes', volumes, stored)];
}
