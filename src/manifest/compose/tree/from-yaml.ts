import { isAlias, isMap, isScalar, isSeq, type YAMLMap, type Node as YamlNode } from 'yaml';
import type { YamlSource } from '../../source.ts';
import type { Entry, MergeTag, Node } from './node.ts';

/** As many nodes, aliases followed, as the official loader reads of one document. */
const MOST_NODES = 100_000;

interface TreeError {
  readonly message: string;
  readonly at: number;
}

interface Walk {
  readonly source: YamlSource;
  /** Added to every place. */
  readonly base: number;
  /** The collections that are being read, so that one that contains itself is noticed. */
  readonly open: Set<YamlNode>;
  count: number;
}

/** Thrown within the walk only. */
class Refused extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** A YAML document as a tree with places: aliases and merge keys are written out. */
export function treeOf(source: YamlSource, base: number): Node | TreeError {
  const walk: Walk = { source, base, open: new Set(), count: 0 };
  try {
    return read(source.document.contents, walk);
  } catch (error) {
    if (error instanceof Refused) return { message: error.message, at: error.at };
    throw error;
  }
}

function read(given: unknown, walk: Walk): Node {
  const node = given as YamlNode | null;
  const at = walk.base + (node?.range?.[0] ?? 0);
  walk.count++;
  if (walk.count > MOST_NODES)
    throw new Refused(`there are more than ${MOST_NODES} values, aliases followed`, at);
  if (isAlias(node)) {
    const target = walk.source.targets?.get(node);
    if (!target) throw new Refused(`there is no anchor &${node.source}`, at);
    const value = read(target, walk);
    return { ...value, at };
  }
  if (isScalar(node)) return scalar(node, at, walk);
  if (!isMap(node) && !isSeq(node)) return { kind: 'scalar', at, to: at, value: null, text: '' };
  if (walk.open.has(node)) throw new Refused('this anchor contains itself', at);
  walk.open.add(node);
  const tag = tagOf(node);
  const value: Node = isSeq(node)
    ? { kind: 'sequence', at, items: node.items.map((item) => read(item, walk)), ...tag }
    : { kind: 'mapping', at, entries: entriesOf(node, walk), ...tag };
  walk.open.delete(node);
  return value;
}

function scalar(
  node: YamlNode & { value?: unknown; source?: string; type?: string },
  at: number,
  walk: Walk,
): Node {
  const given = node.value;
  const isData = given === null || ['string', 'number', 'boolean'].includes(typeof given);
  const value = isData ? (given as string | number | boolean | null) : String(given);
  const written = node.source ?? '';
  const isEmpty = value === '' || value === null;
  const text = typeof value === 'string' ? value : written;
  const to = isEmpty && written === '' ? at : walk.base + (node.range?.[1] ?? 0);
  return { kind: 'scalar', at, to, value, text, ...tagOf(node) };
}

function tagOf({ tag }: YamlNode): { readonly tag?: MergeTag } {
  if (tag === '!reset') return { tag: 'reset' };
  return tag === '!override' ? { tag: 'override' } : {};
}

/** What a mapping says itself wins over what comes in through `<<`; of several of these the first one. */
function entriesOf(node: YAMLMap, walk: Walk): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  const merged: Entry[] = [];
  for (const { key, value } of node.items as { key: unknown; value: unknown }[]) {
    const keyNode = key as YamlNode & { source?: string; value?: unknown };
    const keyAt = walk.base + (keyNode.range?.[0] ?? 0);
    const entry = {
      keyAt,
      node: value === null ? empty(walk.base + (keyNode.range?.[1] ?? 0)) : read(value, walk),
    };
    if (keyNode.source === '<<') merged.push(entry);
    else entries.set(String(keyNode.value), entry);
  }
  for (const { node: from } of merged)
    for (const one of from.kind === 'sequence' ? from.items : [from]) {
      if (one.kind !== 'mapping') throw new Refused('a merge key (<<) takes mappings only', one.at);
      for (const [key, entry] of one.entries) if (!entries.has(key)) entries.set(key, entry);
    }
  return entries;
}

function empty(at: number): Node {
  return { kind: 'scalar', at, to: at, value: null, text: '' };
}
