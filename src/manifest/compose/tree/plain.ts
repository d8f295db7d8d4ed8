import type { Path } from '../../problem.ts';
import type { Node } from './node.ts';

/** The data of a node, as the checks of types read it. */
export function plain(node: Node): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'sequence':
      return node.items.map(plain);
    case 'mapping':
      return Object.fromEntries([...node.entries].map(([key, entry]) => [key, plain(entry.node)]));
  }
}

/** Where a path of the data stands; for one that is not there, its nearest ancestor. */
export function offsetAt(root: Node, path: Path, on: 'key' | 'value'): number {
  let node = root;
  let key = root.at;
  for (const part of path) {
    if (node.kind === 'sequence' && typeof part === 'number' && node.items[part]) {
      node = node.items[part];
      key = node.at;
    } else if (node.kind === 'mapping' && node.entries.has(String(part))) {
      const entry = node.entries.get(String(part))!;
      node = entry.node;
      key = entry.keyAt;
    } else break;
  }
  const isEmpty = node.kind === 'scalar' && node.value === null && node.to === node.at;
  return on === 'key' || isEmpty ? key : node.at;
}
