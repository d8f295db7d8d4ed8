import type { Path } from '../../problem.ts';
import { pathText } from '../../problem.ts';
import {
  child,
  type Entry,
  isNull,
  kindOf,
  type MappingNode,
  type Node,
  sequenceNode,
  textOf,
  withEntries,
} from '../tree/node.ts';
import { patterns } from '../tree/pattern.ts';
import { errorAt, type Tell, warningAt } from './problems.ts';
import { uniqueItems } from './unique.ts';

/** `base` is what earlier files say, `over` what a later one says, at a path of the project. */
type Merge = (base: Node, over: Node, path: Path, tell: Tell) => Node;

/**
 * Where values do not meet as their kind would have it. Both are canonical by then (`canonical/`), so pairs are mappings
 * and short forms are long ones. Source: Compose specification, `13-merge.md`; `override/merge.go` of compose-go.
 */
const special = patterns<Merge>({
  'services.*.command': replace,
  'services.*.entrypoint': replace,
  'services.*.healthcheck.test': replace,
  'services.*.ulimits.*': replace,
  'services.*.logging': mergeLogging,
  'services.*.environment': mergePairs,
  'services.*.labels': mergePairs,
  'services.*.annotations': mergePairs,
  'services.*.sysctls': mergePairs,
  'services.*.deploy.labels': mergePairs,
  'services.*.build.args': mergePairs,
  'services.*.build.labels': mergePairs,
  'services.*.build.additional_contexts': mergePairs,
  'networks.*.labels': mergePairs,
  'volumes.*.labels': mergePairs,
  'networks.*.ipam.config': mergeSubnets,
});

/** A later file over what earlier ones say: mappings are merged, lists are joined, anything else is replaced. */
export function merge(base: Node | undefined, over: Node, path: Path, tell: Tell): Node | undefined {
  if (over.tag === 'reset') {
    if (base === undefined) tell(warningAt(over.at, `!reset of ${pathText(path)}: nothing is set before it`));
    return undefined;
  }
  if (base === undefined || over.tag === 'override') return settled(over);
  const own = special.at(path);
  if (own) return own(base, over, path, tell);
  if (isNull(over)) return base;
  if (isNull(base)) return settled(over);
  return mergeKinds(base, over, path, tell);
}

function mergeKinds(base: Node, over: Node, path: Path, tell: Tell): Node {
  if (base.kind === 'mapping' && over.kind === 'mapping') return mergeMappings(base, over, path, tell);
  if (base.kind === 'sequence' && over.kind === 'sequence') {
    const items = [...base.items, ...over.items].flatMap((item) => settled(item) ?? []);
    return sequenceNode(uniqueItems(items, path), base);
  }
  if (base.kind === 'scalar' && over.kind === 'scalar') return over;
  tell(
    errorAt(
      over.at,
      `${pathText(path)}: ${kindOf(over)} cannot be merged into ${kindOf(base)} of an earlier file`,
    ),
  );
  return base;
}

function mergeMappings(base: MappingNode, over: MappingNode, path: Path, tell: Tell): MappingNode {
  const entries = new Map<string, Entry>(base.entries);
  for (const [key, { keyAt, node }] of over.entries) {
    const merged = merge(base.entries.get(key)?.node, node, [...path, key], tell);
    if (merged === undefined) entries.delete(key);
    else
      entries.set(key, {
        keyAt: isSame(merged, base, key) ? base.entries.get(key)!.keyAt : keyAt,
        node: merged,
      });
  }
  return withEntries(base, entries);
}

function isSame(merged: Node, base: MappingNode, key: string): boolean {
  const before = base.entries.get(key)?.node;
  return before !== undefined && before.at === merged.at;
}

/** What is not merged with anything: without the tags in it, and without what they take away. */
export function settled(node: Node): Node | undefined {
  if (node.tag === 'reset') return undefined;
  if (node.kind === 'scalar') return node;
  const { tag, ...untagged } = node;
  if (untagged.kind === 'sequence') {
    const items = untagged.items.flatMap((item) => settled(item) ?? []);
    const isSame = tag === undefined && items.every((item, index) => item === untagged.items[index]);
    return isSame && items.length === untagged.items.length ? node : { ...untagged, items };
  }
  const entries = new Map(untagged.entries);
  let isSame = tag === undefined;
  for (const [key, { keyAt, node: value }] of untagged.entries) {
    const kept = settled(value);
    if (kept === value) continue;
    isSame = false;
    if (kept === undefined) entries.delete(key);
    else entries.set(key, { keyAt, node: kept });
  }
  return isSame ? node : { ...untagged, entries };
}

function replace(_: Node, over: Node): Node {
  return over;
}

/** Options belong to their driver. */
function mergeLogging(base: Node, over: Node, path: Path, tell: Tell): Node {
  const [before, after] = [textOf(child(base, 'driver')), textOf(child(over, 'driver'))];
  if (before !== undefined && after !== undefined && before !== after) return settled(over) ?? over;
  return mergeKinds(base, over, path, tell);
}

/** A name without a value takes the place of one with a value, too. */
function mergePairs(base: Node, over: Node, path: Path, tell: Tell): Node {
  if (isNull(over)) return base;
  if (base.kind !== 'mapping' || over.kind !== 'mapping') return mergeKinds(base, over, path, tell);
  const entries = new Map<string, Entry>(base.entries);
  for (const [key, entry] of over.entries) {
    if (entry.node.tag === 'reset') entries.delete(key);
    else entries.set(key, entry);
  }
  return withEntries(base, entries);
}

function mergeSubnets(base: Node, over: Node, path: Path, tell: Tell): Node {
  if (base.kind !== 'sequence' || over.kind !== 'sequence') return mergeKinds(base, over, path, tell);
  const subnet = (node: Node): string | undefined => textOf(child(node, 'subnet'));
  const changed = base.items.map((item) => {
    const same = over.items.find((other) => subnet(other) === subnet(item));
    return same ? mergeKinds(item, same, [...path, 0], tell) : item;
  });
  const added = over.items.filter((item) => !base.items.some((other) => subnet(other) === subnet(item)));
  return sequenceNode([...changed, ...added], base);
}
