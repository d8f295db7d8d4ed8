import { type Document, isMap, isScalar, isSeq, type Node, visit, YAMLMap } from 'yaml';
import type { Path } from '../problem.ts';
import { templatePath, WORKLOADS, type Workload } from '../schema/kinds.ts';

/** A pod, or a workload's template, as it stands in the tree of a document. */
export interface PodNode {
  /** Of the pod or of its workload. */
  readonly name: string;
  readonly namespace: string | undefined;
  /** The mapping with `metadata` and `spec`. */
  readonly node: YAMLMap;
  readonly spec: YAMLMap;
  /** Where that mapping stands in the document. */
  readonly path: Path;
}

/** Every pod in a document, also within a List; what is no pod, or too broken to be one, is left to the checks. */
export function podNodes(document: Document): readonly PodNode[] {
  return podsIn(document.contents, []);
}

function podsIn(node: unknown, path: Path): readonly PodNode[] {
  if (!isMap(node)) return [];
  const kind = String(node.get('kind'));
  if (kind === 'List') {
    const items = node.get('items', true);
    return isSeq(items) ? items.items.flatMap((item, index) => podsIn(item, [...path, 'items', index])) : [];
  }
  if (kind === 'Pod') return podAt(node, node, path);
  if (!(WORKLOADS as readonly string[]).includes(kind)) return [];
  const way = templatePath(kind as Workload);
  const template = node.getIn(way, true);
  return isMap(template) ? podAt(node, template, [...path, ...way]) : [];
}

function podAt(owner: YAMLMap, node: YAMLMap, path: Path): readonly PodNode[] {
  const spec = node.get('spec', true);
  if (!isMap(spec)) return [];
  const name = owner.getIn(['metadata', 'name']) ?? owner.getIn(['metadata', 'generateName']);
  const namespace = owner.getIn(['metadata', 'namespace']);
  return [
    {
      name: String(name ?? '').replace(/-$/, ''),
      namespace: namespace === undefined ? undefined : String(namespace),
      node,
      spec,
      path,
    },
  ];
}

/** The mapping under a key, made when it is not there; undefined when something else is. */
export function childMap(parent: YAMLMap, key: string): YAMLMap | undefined {
  const found = parent.get(key, true);
  if (isMap(found)) return found;
  if (found !== undefined && !(isScalar(found) && found.value === null)) return undefined;
  const made = new YAMLMap();
  parent.set(key, made);
  return made;
}

/** Gives nodes that stand in no text the place of one that does, for messages about them. */
export function placeLike(node: Node, like: Node): Node {
  const { range } = like;
  visit(node, {
    Node: (_key, each) => {
      if (range) each.range ??= range;
    },
  });
  return node;
}
