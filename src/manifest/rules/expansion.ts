import { expansionOf } from '../convert/expand.ts';
import { error, type Problem } from '../problem.ts';
import type { EnvFromInput, EnvVarInput } from '../schema/env.ts';
import { type DataKind, findData, type PodSource, type Sources } from '../sources.ts';
import { type Placed, type PodRule, placedContainers } from './rule.ts';

/** What Linux gives a program of 8 MB of stack in variables and arguments (`fs/exec.c`, bprm_stack_limits). */
const MOST_CHARACTERS = 2 * 2 ** 20;

/** Variables that name others can double each time, so their lengths are added up before they are made. */
export const expansionsFit: PodRule = (pod, sources) =>
  placedContainers(pod).flatMap((placed) => checkContainer(placed, pod, sources));

function checkContainer({ container, path }: Placed, pod: PodSource, sources: Sources): readonly Problem[] {
  const lengths = new Map<string, number>();
  const lengthOf = (name: string): number | undefined => lengths.get(name);
  const data = (kind: DataKind, name: string) => findData(sources, kind, pod.namespace, name)?.entries;
  let sum = 0;
  for (const from of container.envFrom ?? [])
    for (const [key, content] of dataOf(from, data) ?? [])
      lengths.set(`${from.prefix ?? ''}${key}`, content.length);
  for (const [index, variable] of (container.env ?? []).entries()) {
    const own = (variable.value ?? '').length || referredLength(variable, data);
    const more = expansionOf(variable.value ?? '', lengthOf);
    lengths.set(variable.name, own + more);
    sum += more;
    if (sum > MOST_CHARACTERS) return [error('invalid-value', [...path, 'env', index], WORDS)];
  }
  for (const field of ['command', 'args'] as const)
    for (const [index, text] of (container[field] ?? []).entries()) {
      sum += expansionOf(text, lengthOf);
      if (sum > MOST_CHARACTERS) return [error('invalid-value', [...path, field, index], WORDS)];
    }
  return [];
}

const WORDS = `more than ${MOST_CHARACTERS} characters come in through $(NAME), more than a program can be given`;

type FindEntries = (
  kind: DataKind,
  name: string,
) => ReadonlyMap<string, { readonly length: number }> | undefined;

function dataOf({ configMapRef, secretRef }: EnvFromInput, data: FindEntries): ReturnType<FindEntries> {
  if (secretRef) return data('Secret', secretRef.name);
  return configMapRef && data('ConfigMap', configMapRef.name);
}

function referredLength({ valueFrom = {} }: EnvVarInput, data: FindEntries): number {
  const { configMapKeyRef, secretKeyRef } = valueFrom;
  if (secretKeyRef) return data('Secret', secretKeyRef.name)?.get(secretKeyRef.key)?.length ?? 0;
  return (configMapKeyRef && data('ConfigMap', configMapKeyRef.name)?.get(configMapKeyRef.key)?.length) ?? 0;
}
