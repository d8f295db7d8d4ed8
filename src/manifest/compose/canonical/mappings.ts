import {
  child,
  mapItems,
  mappingNode,
  type Node,
  scalarNode,
  sequenceNode,
  textNode,
  textOf,
  withEntry,
  without,
} from '../tree/node.ts';
import type { Form } from './form.ts';

/** A text that stands for one field of a mapping. */
export const shortFor =
  (key: string): Form =>
  (node) =>
    node.kind === 'scalar' && node.value !== null
      ? mappingNode({ [key]: textNode(node.text, node) }, node)
      : node;

/** Every item of a list by a form. */
export const each =
  (form: Form): Form =>
  (node, tell) =>
    node.kind === 'sequence' ? mapItems(node, (item) => form(item, tell)) : node;

/** A list of names as a mapping from them to what is given. */
const namesTo =
  (value: (name: Node) => Node): Form =>
  (node) => {
    if (node.kind !== 'sequence') return node;
    const entries = node.items.flatMap((item) => {
      const name = textOf(item);
      return name === undefined ? [] : [[name, { keyAt: item.at, node: value(item) }] as const];
    });
    if (entries.length < node.items.length) return node;
    return { kind: 'mapping', at: node.at, entries: new Map(entries), ...(node.tag && { tag: node.tag }) };
  };

export const names: Form = namesTo((name) => scalarNode(null, name));

export const dependencies: Form = namesTo((name) =>
  mappingNode({ condition: textNode('service_started', name), required: scalarNode(true, name) }, name),
);

/** `env_file` as a list of mappings. */
export const envFiles: Form = (node, tell) => {
  if (node.kind === 'sequence') return each(shortFor('path'))(node, tell);
  return node.kind === 'scalar' && node.value !== null
    ? sequenceNode([shortFor('path')(node, tell)], node)
    : node;
};

/** `SOURCE[:TARGET[:PERMISSIONS]]` of a device. */
export const device: Form = (node) => {
  const text = textOf(node);
  if (text === undefined) return node;
  const [source = '', target = source, permissions = 'rwm'] = text.split(':');
  const field = (value: string): Node => textNode(value, node);
  return mappingNode({ source: field(source), target: field(target), permissions: field(permissions) }, node);
};

/** `external: {name: NAME}`, the older form, as `external: true` and `name: NAME`. */
export const maybeExternal: Form = (node) => {
  if (node.kind !== 'mapping') return node;
  const external = child(node, 'external');
  if (external?.kind !== 'mapping') return node;
  const name = child(external, 'name');
  const marked = withEntry(without(node, 'external'), 'external', scalarNode(true, external));
  return name && !child(node, 'name') ? withEntry(marked, 'name', name) : marked;
};

/** `HOST:IP` and `HOST=IP` of a list, or a mapping from host to one or several addresses, as a list of `HOST=IP`. */
export const hosts: Form = (node) => {
  if (node.kind === 'scalar') return node;
  const pair = (host: string, address: Node): readonly Node[] => {
    if (address.kind === 'sequence') return address.items.flatMap((item) => pair(host, item));
    return [textNode(`${host}=${(textOf(address) ?? '').replace(/^\[(.*)\]$/, '$1')}`, address)];
  };
  if (node.kind === 'mapping')
    return sequenceNode(
      [...node.entries].flatMap(([host, { node: address }]) => pair(host, address)),
      node,
    );
  const items = node.items.flatMap((item) => {
    const [, host, address] = /^([^:=]+)[:=](.*)$/.exec(textOf(item) ?? '') ?? [];
    return host === undefined || address === undefined ? [item] : pair(host, textNode(address, item));
  });
  return sequenceNode(items, node);
};
