import type { Path } from '../../problem.ts';
import {
  child,
  type MappingNode,
  mapEntries,
  mapItems,
  type Node,
  scalarNode,
  textNode,
  textOf,
  withEntry,
} from '../tree/node.ts';
import { patterns } from '../tree/pattern.ts';

type Complete = (mapping: MappingNode) => MappingNode;

/** What a value is when nobody says; filled in after merging, so that a default never goes over what is said. */
const defaults = patterns<Complete>({
  'services.*.depends_on.*': (one) =>
    unless(unless(one, 'condition', textNode('service_started', one)), 'required', scalarNode(true, one)),
  'services.*.env_file.*': (one) => unless(one, 'required', scalarNode(true, one)),
  'services.*.ports.*': (one) =>
    unless(unless(one, 'protocol', textNode('tcp', one)), 'mode', textNode('ingress', one)),
  'services.*.secrets.*': (one) =>
    unless(one, 'target', textNode(`/run/secrets/${textOf(child(one, 'source')) ?? ''}`, one)),
  'services.*.volumes.*.bind': (one) => unless(one, 'create_host_path', scalarNode(true, one)),
});

export function withDefaults(root: MappingNode): MappingNode {
  const walk = (node: Node, path: Path): Node => {
    if (node.kind === 'sequence') return mapItems(node, (item, index) => walk(item, [...path, index]));
    if (node.kind === 'scalar') return node;
    const complete = defaults.at(path);
    return mapEntries(complete ? complete(node) : node, (value, key) => walk(value, [...path, key]));
  };
  return walk(root, []) as MappingNode;
}

function unless(mapping: MappingNode, key: string, value: Node): MappingNode {
  return child(mapping, key) === undefined ? withEntry(mapping, key, value) : mapping;
}
