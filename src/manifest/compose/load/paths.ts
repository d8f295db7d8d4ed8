import type { Path } from '../../problem.ts';
import { child, mapEntries, mapItems, type Node, textNode, textOf, withEntry } from '../tree/node.ts';
import { patterns } from '../tree/pattern.ts';
import { absolutePath, type Scope } from './context.ts';

type Resolve = (node: Node, scope: Scope) => Node;

/** Source: `paths/resolve.go` of compose-go. */
const resolvers = patterns<Resolve>({
  'services.*.build.context': absoluteContext,
  'services.*.build.additional_contexts.*': absoluteContext,
  'services.*.env_file.*.path': absolute,
  'services.*.label_file.*': absolute,
  'services.*.extends.file': absolute,
  'services.*.develop.watch.*.path': absolute,
  'services.*.volumes.*': bindSource,
  'configs.*.file': absolute,
  'secrets.*.file': absolute,
  'volumes.*': bindDevice,
});

/** Relative paths as absolute ones, from the folder that the file belongs to. What is absolute stays as it is. */
export function resolvePaths<N extends Node>(root: N, scope: Scope): N {
  const walk = (node: Node, path: Path): Node => {
    const resolve = resolvers.at(path);
    if (resolve) return resolve(node, scope);
    if (node.kind === 'mapping') return mapEntries(node, (value, key) => walk(value, [...path, key]));
    if (node.kind === 'sequence') return mapItems(node, (item, index) => walk(item, [...path, index]));
    return node;
  };
  return walk(root, []) as N;
}

function absolute(node: Node, scope: Scope): Node {
  const path = textOf(node);
  return path === undefined || path === ''
    ? node
    : { ...textNode(absolutePath(path, scope), node), ...tagOf(node) };
}

function tagOf({ tag }: Node): Pick<Node, 'tag'> {
  return tag === undefined ? {} : { tag };
}

/** A context may be on another machine, or be another service. */
function absoluteContext(node: Node, scope: Scope): Node {
  const text = textOf(node) ?? '';
  return /:\/\/|^service:|^github\.com\/|^git@/.test(text) ? node : absolute(node, scope);
}

function bindSource(node: Node, scope: Scope): Node {
  const source = child(node, 'source');
  if (node.kind !== 'mapping' || textOf(child(node, 'type')) !== 'bind' || source === undefined) return node;
  return withEntry(node, 'source', absolute(source, scope));
}

/** A volume of the local driver that is a folder of the machine. */
function bindDevice(node: Node, scope: Scope): Node {
  const options = child(node, 'driver_opts');
  const device = child(options, 'device');
  const isBind = textOf(child(node, 'driver')) === 'local' && textOf(child(options, 'o')) === 'bind';
  if (node.kind !== 'mapping' || options?.kind !== 'mapping' || !device || !isBind) return node;
  return withEntry(node, 'driver_opts', withEntry(options, 'device', absolute(device, scope)));
}
