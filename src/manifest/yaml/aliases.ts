import { type Alias, type Document, isAlias, isCollection, isNode, isPair, type Node } from 'yaml';
import type { Targets, YamlProblem } from './model.ts';

/** So many values may come in through aliases, over all of a document: what a file of 1 MB can hold written out. */
const MOST_ALIASED_VALUES = 200_000;

interface Walk {
  readonly anchors: Map<string, Node>;
  readonly open: Set<Node>;
  readonly sizes: Map<Node, number>;
  readonly targets: Map<Alias, Node>;
  readonly problems: YamlProblem[];
  aliased: number;
}

/**
 * Where every alias leads. An alias without its anchor, one that stands in its own anchor, and more values through aliases
 * than `MOST_ALIASED_VALUES` are problems: such a document is not read.
 */
export function resolveAliases(document: Document): {
  readonly targets: Targets;
  readonly problems: readonly YamlProblem[];
} {
  const walk: Walk = {
    anchors: new Map(),
    open: new Set(),
    sizes: new Map(),
    targets: new Map(),
    problems: [],
    aliased: 0,
  };
  sizeOf(document.contents, walk);
  return walk;
}

/** How many values stand in a node, with those of its aliases. */
function sizeOf(node: unknown, walk: Walk): number {
  if (isPair(node)) return sizeOf(node.key, walk) + sizeOf(node.value, walk);
  if (isAlias(node)) return followAlias(node, walk);
  if (!isNode(node)) return 1;
  if ('anchor' in node && node.anchor) walk.anchors.set(node.anchor as string, node);
  if (!isCollection(node)) return 1;
  walk.open.add(node);
  let size = 1;
  for (const item of node.items) {
    size += sizeOf(item, walk);
    if (walk.problems.length > 0) break;
  }
  walk.open.delete(node);
  walk.sizes.set(node, size);
  return size;
}

function followAlias(alias: Alias, walk: Walk): number {
  const target = walk.anchors.get(alias.source);
  if (target === undefined) report(walk, alias, `there is no anchor &${alias.source} before this alias`);
  else if (walk.open.has(target)) report(walk, alias, 'this anchor contains itself');
  else {
    const size = walk.sizes.get(target) ?? 1;
    walk.aliased += size;
    if (walk.aliased > MOST_ALIASED_VALUES)
      report(walk, alias, `more than ${MOST_ALIASED_VALUES} values come in through aliases, the limit`);
    walk.targets.set(alias, target);
    return size;
  }
  return 1;
}

function report(walk: Walk, node: Node, message: string): void {
  walk.problems.push({ offset: node.range?.[0] ?? 0, message });
}
