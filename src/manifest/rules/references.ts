import { type DataReference, dataReferences } from '../data-references.ts';
import { nearest } from '../nearest.ts';
import { onceForEach } from '../once-for-each.ts';
import { type Path, type Problem, warning } from '../problem.ts';
import { type DataSource, findData, type PodSource, type Sources } from '../sources.ts';
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
  const unknown = keys.filter(({ key }) => !data.entries.has(key));
  if (unknown.length === 0) return [];
  const known = keysOf(data.entries);
  return unknown.map((wanted) => {
    const near = nearest(wanted.key, known);
    const meant = near === undefined ? '' : `; did you mean ${near}?`;
    const message = `${kind} ${name} has no key ${wanted.key}${meant}`;
    return warning('missing-reference', wanted.path, message, { hint: `${inWords(known)}; ${HINT}` });
  });
}

const keysOf = onceForEach((entries: ReadonlyMap<string, unknown>): readonly string[] => [...entries.keys()]);

/** Keys that a hint names. */
const MOST_NAMED = 20;

function inWords(known: readonly string[]): string {
  if (known.length === 0) return 'it is empty';
  const named = known.slice(0, MOST_NAMED).join(', ');
  const left = known.length - MOST_NAMED;
  return left > 0 ? `it has ${named} and ${left} more` : `it has ${named}`;
}

function missing({ kind, name }: DataReference, path: Path, namespace: string, { data }: Sources): Problem {
  const named = namesOf(data);
  const [elsewhere] = named.namespaces.get(`${kind} ${name}`) ?? [];
  if (elsewhere !== undefined)
    return warning('missing-reference', path, `there is no ${kind} ${name} in namespace ${namespace}`, {
      hint: `there is one in namespace ${elsewhere}, which the pod cannot see`,
    });
  const near = nearest(name, named.names.get(`${kind} ${namespace}`) ?? []);
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  return warning('missing-reference', path, `there is no ${kind} ${name}${meant}`, { hint: HINT });
}

interface Names {
  /** By kind and name. */
  readonly namespaces: ReadonlyMap<string, readonly string[]>;
  /** By kind and namespace. */
  readonly names: ReadonlyMap<string, readonly string[]>;
}

const namesOf = onceForEach((data: readonly DataSource[]): Names => {
  const namespaces = new Map<string, string[]>();
  const names = new Map<string, string[]>();
  for (const { kind, name, namespace } of data) {
    append(namespaces, `${kind} ${name}`, namespace);
    append(names, `${kind} ${namespace}`, name);
  }
  return { namespaces, names };
});

function append(lists: Map<string, string[]>, key: string, item: string): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
