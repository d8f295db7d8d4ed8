import type { Path } from '../../problem.ts';
import { child, mapEntries, type Node, sequenceNode, textOf } from '../tree/node.ts';
import { patterns } from '../tree/pattern.ts';

/** What makes two items of a list the same; undefined for one that is like no other. */
type KeyOf = (item: Node) => string | undefined;

const itself: KeyOf = textOf;
const name: KeyOf = (item) => textOf(item)?.split('=')[0];
const target: KeyOf = (item) => textOf(child(item, 'target'));
const mountedFile =
  (folder: string): KeyOf =>
  (item) =>
    textOf(child(item, 'target')) ?? `${folder}/${textOf(child(item, 'source'))}`;

/** Source: `override/uncity.go` of compose-go; the items are canonical (`canonical/`). */
const keys = patterns<KeyOf>({
  'services.*.cap_add': name,
  'services.*.cap_drop': name,
  'services.*.devices': target,
  'services.*.configs': mountedFile(''),
  'services.*.secrets': mountedFile('/run/secrets'),
  'services.*.dns': name,
  'services.*.dns_opt': name,
  'services.*.dns_search': name,
  'services.*.tmpfs': name,
  'services.*.env_file': (item) => textOf(child(item, 'path')),
  'services.*.expose': itself,
  'services.*.extra_hosts': itself,
  'services.*.links': name,
  'services.*.networks.*.aliases': name,
  'services.*.networks.*.link_local_ips': name,
  'services.*.ports': portKey,
  'services.*.profiles': name,
  'services.*.volumes': target,
});

/** A later item takes the place of an earlier one with the same key. */
export function uniqueItems(items: readonly Node[], path: Path): readonly Node[] {
  const keyOf = keys.at(path);
  if (!keyOf) return items;
  const places = new Map<string, number>();
  const kept: Node[] = [];
  for (const item of items) {
    const key = keyOf(item);
    const before = key === undefined ? undefined : places.get(key);
    if (before !== undefined) kept[before] = item;
    else {
      if (key !== undefined) places.set(key, kept.length);
      kept.push(item);
    }
  }
  return kept;
}

/** Every list of the tree with each item once. */
export function withoutRepeats(node: Node, path: Path = []): Node {
  if (node.kind === 'mapping') return mapEntries(node, (value, key) => withoutRepeats(value, [...path, key]));
  if (node.kind === 'sequence') {
    const items = uniqueItems(node.items, path);
    return items.length === node.items.length ? node : sequenceNode(items, node);
  }
  return node;
}

function portKey(item: Node): string | undefined {
  const field = (key: string, fallback: string): string => textOf(child(item, key)) ?? fallback;
  const [host, protocol] = [field('host_ip', '0.0.0.0'), field('protocol', 'tcp')];
  return `${host}:${field('published', '')}:${field('target', '')}/${protocol}`;
}
