import { type Document, isMap, type YAMLMap } from 'yaml';
import { isMapping } from '../documents.ts';
import { error, type Problem } from '../problem.ts';
import { append, childList, mergeInto } from './merge.ts';
import { mergeCapture } from './merge-capture.ts';
import type { ParameterValues, RecipeUse } from './model.ts';
import { childMap, type PodNode } from './pod-nodes.ts';
import { substitute } from './substitute.ts';

interface Addition {
  readonly document: Document;
  readonly pod: PodNode;
  readonly use: RecipeUse;
  readonly scope: ParameterValues;
  /** The pod's own app containers: those that `*` means. */
  readonly apps: readonly YAMLMap[];
}

type Value = Readonly<Record<string, unknown>>;
type Named = Value & { readonly name: string };

/** Adds one recipe to one pod, in place. */
export function mergePod({ document, pod, use, scope, apps }: Addition): readonly Problem[] {
  const { recipe } = use;
  const { metadata, spec = {} } = substitute(recipe.pod, scope) as { metadata?: Value; spec?: Spec };
  const { initContainers = [], containers = [], volumes = [], ...rest } = spec;
  const problems = taken(pod, [...initContainers, ...containers.filter(isNew(apps))], volumes, recipe.name);
  if (problems.length > 0) return problems;
  const metadataNode = childMap(pod.node, 'metadata');
  if (metadata && metadataNode) mergeInto(document, metadataNode, metadata);
  if (isMapping(rest)) mergeInto(document, pod.spec, rest);
  add(document, pod.spec, 'initContainers', initContainers, 'first');
  add(document, pod.spec, 'containers', containers.filter(isNew(apps)), 'last');
  add(document, pod.spec, 'volumes', volumes, 'last');
  for (const { name, ...addition } of containers)
    for (const app of apps) if (name === '*' || app.get('name') === name) mergeInto(document, app, addition);
  if (recipe.capture === undefined) return [];
  const options = substitute(recipe.capture, scope) as Value;
  return mergeCapture(document, pod.node, { recipe: recipe.name, options, template: recipe.capture });
}

interface Spec {
  readonly initContainers?: readonly Named[];
  readonly containers?: readonly Named[];
  readonly volumes?: readonly Named[];
}

function isNew(apps: readonly YAMLMap[]) {
  return ({ name }: Named): boolean => name !== '*' && !apps.some((app) => app.get('name') === name);
}

function add(
  document: Document,
  spec: YAMLMap,
  key: string,
  items: readonly Named[],
  place: 'first' | 'last',
): void {
  if (items.length === 0) return;
  const list = childList(spec, key);
  if (list) append(document, list, items, place);
}

/** Names that the pod has already; merging would silently drop one of the two. */
function taken(
  { spec }: PodNode,
  containers: readonly Named[],
  volumes: readonly Named[],
  recipe: string,
): readonly Problem[] {
  const inSpec = (keys: readonly string[], wanted: readonly Named[], what: string) =>
    keys.flatMap((key) => {
      const names = namesIn(spec, key);
      return wanted
        .filter(({ name }) => names.includes(name))
        .map(({ name }) => {
          const message = `recipe ${recipe} brings a ${what} ${name}, and there is one here already`;
          return error('recipe', ['spec', key, names.indexOf(name)], message, { bare: true });
        });
    });
  return [
    ...inSpec(['initContainers', 'containers'], containers, 'container'),
    ...inSpec(['volumes'], volumes, 'volume'),
  ];
}

function namesIn(spec: YAMLMap, key: string): readonly string[] {
  return (childItems(spec, key) ?? []).map((item) => String(isMap(item) ? item.get('name') : ''));
}

export function childItems(spec: YAMLMap, key: string): readonly unknown[] | undefined {
  const list = spec.get(key, true) as { readonly items?: readonly unknown[] } | undefined;
  return list?.items;
}
