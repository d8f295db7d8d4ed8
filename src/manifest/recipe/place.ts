import type { Diagnostic } from '../diagnostic.ts';
import { parseDocuments, type SourceDocument } from '../documents.ts';
import type { ParameterValues, RecipeUse } from './model.ts';
import { scopeOf } from './parameters.ts';
import { type PodNode, podNodes } from './pod-nodes.ts';
import { substituteText } from './substitute.ts';

/** A use of a recipe among the documents that it is added to. */
export interface Placed {
  readonly use: RecipeUse;
  /** Of its ConfigMap and of its Secret. */
  readonly name: string;
  /** What its placeholders stand for. */
  readonly scope: ParameterValues;
  readonly companions: {
    readonly documents: readonly SourceDocument[];
    readonly diagnostics: readonly Diagnostic[];
  };
  /** Where ConfigMap and Secret are needed: beside the pods that it is added to, and beside its companions. */
  readonly namespaces: readonly (string | undefined)[];
  /** Where its companions are. */
  readonly beside: readonly (string | undefined)[];
}

/** Several uses in the order in which their sidecars start: by `order`, then as they were given. */
export function placeUses(
  documents: readonly SourceDocument[],
  uses: readonly RecipeUse[],
): readonly Placed[] {
  const pods = documents.flatMap(({ yaml }) => podNodes(yaml.document));
  return uses
    .toSorted((a, b) => a.recipe.order - b.recipe.order)
    .map((use, index, all) => {
      const name = nameOf(use, index, all, documents);
      const names = { configMap: name, secret: name, authority: authorityName(name) };
      const scope = scopeOf(use.values, { recipe: use.recipe.name, ...names });
      const companions = companionsOf(use, scope);
      const meant = pods.filter((pod) => isMeant(use, pod));
      const beside = companions.documents.flatMap(({ yaml }) => podNodes(yaml.document));
      const places = { namespaces: namespacesOf([...meant, ...beside]), beside: namespacesOf(beside) };
      return { use, name, scope, companions, ...places };
    });
}

export function isMeant({ pods, recipe }: RecipeUse, { name, node }: PodNode): boolean {
  if (pods !== undefined && !pods.includes(name)) return false;
  const isSkipped = ([key, value]: readonly [string, string]): boolean =>
    ['annotations', 'labels'].some((place) => String(node.getIn(['metadata', place, key])) === value);
  return !Object.entries(recipe.skip).some(isSkipped);
}

/** Of the Secret with the key and the certificates of the recipe's own authority. */
export function authorityName(placed: string): string {
  return `${placed}-ca`;
}

/** Of the Secret with a pod's certificate. */
export function certificateName(placed: string, pod: PodNode): string {
  return `${placed}-${pod.name}`;
}

/** Its own for each use: the same recipe may be there twice with other values. */
function nameOf(
  { recipe }: RecipeUse,
  index: number,
  all: readonly RecipeUse[],
  documents: readonly SourceDocument[],
): string {
  const before = all.slice(0, index).filter((other) => other.recipe.name === recipe.name).length;
  const taken = documents
    .map(({ value }) => value as { kind?: unknown; metadata?: { name?: unknown } } | null)
    .filter((value) => value?.kind === 'ConfigMap' || value?.kind === 'Secret')
    .map((value) => value?.metadata?.name);
  const base = `outrider-${recipe.name}${before === 0 ? '' : `-${before + 1}`}`;
  return taken.includes(base) ? `${base}-recipe` : base;
}

function companionsOf({ recipe }: RecipeUse, scope: ParameterValues): Placed['companions'] {
  const parsed = recipe.companions.map(({ file, text }) =>
    parseDocuments({ file, text: substituteText(text, scope) }),
  );
  return {
    documents: parsed.flatMap(({ documents }) => documents),
    diagnostics: parsed.flatMap(({ diagnostics }) => diagnostics),
  };
}

/** Each once; what names no namespace is in the one that is called default. */
function namespacesOf(pods: readonly PodNode[]): readonly (string | undefined)[] {
  const all = new Set(pods.map(({ namespace }) => namespace));
  if (all.has('default')) all.delete(undefined);
  return [...all];
}
