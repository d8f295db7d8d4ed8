import { errorAt } from '../load/problems.ts';
import { parseShortMount } from '../mounts.ts';
import { mappingNode, type Node, scalarNode, sequenceNode, textNode } from '../tree/node.ts';
import type { Form } from './form.ts';

/** `[SOURCE:]TARGET[:ACCESS_MODE]` as a mapping. */
export const mounts: Form = (node, tell) => {
  if (node.kind !== 'sequence') return node;
  const items = node.items.flatMap((item): readonly Node[] => {
    if (item.kind !== 'scalar' || item.tag === 'reset') return [item];
    const found = parseShortMount(item.text);
    if (typeof found !== 'string') return [longMount(found, item)];
    tell(errorAt(item.at, found));
    return [];
  });
  return sequenceNode(items, node);
};

function longMount(mount: Exclude<ReturnType<typeof parseShortMount>, string>, item: Node): Node {
  const { type, source, target, readOnly, propagation, selinux, nocopy } = mount;
  const text = (value: string | undefined): Node | undefined =>
    value === undefined ? undefined : textNode(value, item);
  const bind = mappingNode(
    { create_host_path: scalarNode(true, item), propagation: text(propagation), selinux: text(selinux) },
    item,
  );
  const volume = mappingNode({ nocopy: nocopy ? scalarNode(true, item) : undefined }, item);
  return mappingNode(
    {
      type: text(type),
      source: text(source),
      target: text(target),
      read_only: readOnly ? scalarNode(true, item) : undefined,
      bind: type === 'bind' ? bind : undefined,
      volume: type === 'volume' ? volume : undefined,
    },
    item,
  );
}
