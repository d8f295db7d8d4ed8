import { type DataReference, dataReferences } from '../data-references.ts';
import { nearest } from '../nearest.ts';
import { type Path, type Problem, warning } from '../problem.ts';
import { findData, type PodSource, type Sources } from '../sources.ts';
import type { PodRule } from './rule.ts';

const HINT = 'what needs it waits for it, as on a cluster; add it to the files, or `optional: true` here';

/**
 * What containers and volumes refer to is in the files, or may come later. A cluster takes a pod whose ConfigMaps and Secrets are not
 * there yet, so their absence is a warning.
 */
export const referencesResolve: PodRule = (pod, sources) =>
  dataReferences(pod)
    .filter(({ optional }) => !optional)
    .flatMap((reference) => resolve(reference, pod, sources));

function resolve(reference: DataReference, pod: PodSource, sources: Sources): readonly Problem[] {
  const { kind, name, path, nameField = 'name', keys = [] } = reference;
  const data = findData(sources, kind, pod.namespace, name);
  if (!data) return [missing(reference, [...path, nameField], pod.namespace, sources)];
  const known = [...data.entries.keys()];
  return keys
    .filter(({ key }) => !known.includes(key))
    .map((wanted) => {
      const near = nearest(wanted.key, known);
      const meant = near === undefined ? '' : `; did you mean ${near}?`;
      const has = known.length > 0 ? `it has ${known.join(', ')}` : 'it is empty';
      const message = `${kind} ${name} has no key ${wanted.key}${meant}`;
      return warning('missing-reference', wanted.path, message, { hint: `${has}; ${HINT}` });
    });
}

function missing({ kind, name }: DataReference, path: Path, namespace: string, { data }: Sources): Problem {
  const others = data.filter((other) => other.kind === kind);
  const elsewhere = others.find((other) => other.name === name);
  if (elsewhere)
    return warning('missing-reference', path, `there is no ${kind} ${name} in namespace ${namespace}`, {
      hint: `there is one in namespace ${elsewhere.namespace}, which the pod cannot see`,
    });
  const here = others.filter((other) => other.namespace === namespace).map((other) => other.name);
  const near = nearest(name, here);
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  return warning('missing-reference', path, `there is no ${kind} ${name}${meant}`, { hint: HINT });
}
