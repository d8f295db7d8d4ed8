import { Document, isMap, stringify, visit } from 'yaml';
import type { Diagnostic } from '../diagnostic.ts';
import { parseDocuments, readAgain, type SourceDocument } from '../documents.ts';
import { locate } from '../locate.ts';
import { nearest } from '../nearest.ts';
import { placeOf } from '../positions.ts';
import type { Problem } from '../problem.ts';
import { childItems, mergePod } from './merge-pod.ts';
import type { RecipeUse } from './model.ts';
import { certificateName, isMeant, type Placed, placeUses } from './place.ts';
import { type PodNode, placeLike, podNodes } from './pod-nodes.ts';
import { substituteText } from './substitute.ts';

interface Applied {
  readonly documents: readonly SourceDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Adds recipes to every pod of a manifest, or to those that a use names, at the level of Kubernetes documents: what
 * comes out could be given to a cluster. What stands in the files keeps its places and comments, and wins over a recipe.
 * Sidecars of recipes come before the pod's own init containers, by their `order`, then as they were given.
 */
export function applyRecipes(given: readonly SourceDocument[], uses: readonly RecipeUse[]): Applied {
  const documents = given.map(copyOf);
  const placed = placeUses(documents, uses);
  const diagnostics = documents.flatMap((document) => addToPods(document, placed));
  const pods = documents.flatMap(({ yaml }) => podNodes(yaml.document));
  const added = placed.map(documentsOf);
  return {
    documents: [
      ...documents.map((document) => ({ ...document, value: readAgain(document.yaml) })),
      ...added.flatMap((each) => each.documents),
    ],
    diagnostics: [
      ...diagnostics,
      ...uses.flatMap((use) => unknownPods(use, pods, given[0])),
      ...added.flatMap((each) => each.diagnostics),
    ],
  };
}

/** Words that YAML 1.1 takes for booleans are put in quotes: a cluster reads them so. */
const WRITTEN_OUT = { aliasDuplicateObjects: false, compat: 'yaml-1.1' } as const;

/** A tree of its own to add to. Anchors and merge keys are written out: an addition to one place stays in one place. */
function copyOf(source: SourceDocument): SourceDocument {
  const { document } = source.yaml;
  let isShared = false;
  visit(document, {
    Alias: () => {
      isShared = true;
      return visit.BREAK;
    },
  });
  const copy = isShared ? new Document(source.value, WRITTEN_OUT) : document.clone();
  if (isShared && copy.contents && document.contents) placeLike(copy.contents, document.contents);
  const yaml = { ...source.yaml, document: copy as typeof document };
  return { ...source, yaml, place: (path, on = 'value') => placeOf(yaml, path, on) };
}

function addToPods(source: SourceDocument, uses: readonly Placed[]): readonly Diagnostic[] {
  const { document } = source.yaml;
  return podNodes(document).flatMap((pod) => {
    const apps = (childItems(pod.spec, 'containers') ?? []).filter((item) => isMap(item));
    const problems: Problem[] = [];
    // Last first, as each puts its sidecars in front.
    for (const { use, name, scope } of uses.toReversed())
      if (isMeant(use, pod)) {
        const own = { ...scope, certificate: certificateName(name, pod) };
        problems.push(...mergePod({ document, pod, use, scope: own, apps }));
      }
    const inDocument = problems.map((problem) => ({ ...problem, path: [...pod.path, ...problem.path] }));
    return inDocument.map(locate(source, pod.path));
  });
}

/** The ConfigMap of a use, once in each namespace that needs it, and its companions. */
function documentsOf({ use: { recipe }, name, scope, namespaces, companions }: Placed): Applied {
  const data = Object.entries(recipe.files).map(([key, text]) => [key, substituteText(text, scope)]);
  const maps = data.length === 0 ? [] : namespaces.map((each) => configMapOf(name, each, data));
  const texts = maps.map((map) => ({
    file: `recipe ${recipe.name}`,
    text: stringify(map, { blockQuote: 'literal', lineWidth: 0, compat: 'yaml-1.1' }),
  }));
  const parsed = [...texts.map((text) => parseDocuments(text)), companions];
  return {
    documents: parsed.flatMap(({ documents }) => documents),
    diagnostics: parsed.flatMap(({ diagnostics }) => diagnostics),
  };
}

function configMapOf(name: string, namespace: string | undefined, data: readonly (readonly string[])[]) {
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: Object.fromEntries(data) };
}

function unknownPods(
  { recipe, pods = [] }: RecipeUse,
  nodes: readonly PodNode[],
  first: SourceDocument | undefined,
): readonly Diagnostic[] {
  const names = nodes.map(({ name }) => name);
  return pods
    .filter((name) => !names.includes(name))
    .map((name) => {
      const near = nearest(name, names);
      const meant = near === undefined ? `the pods are ${names.join(', ')}` : `did you mean ${near}?`;
      const message = `recipe ${recipe.name}: there is no pod ${name}; ${meant}`;
      return { severity: 'error', code: 'recipe', message, file: first?.file ?? '', line: 1, column: 1 };
    });
}
