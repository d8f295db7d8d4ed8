/** A tag that says how a value meets the one of an earlier file. Source: Compose specification, `13-merge.md`. */
export type MergeTag = 'reset' | 'override';

interface Placed {
  /** Where the value begins, counted in characters over all texts of the project (`load/texts.ts`). */
  readonly at: number;
  readonly tag?: MergeTag;
}

export interface ScalarNode extends Placed {
  readonly kind: 'scalar';
  /** Where the value ends. */
  readonly to: number;
  readonly value: string | number | boolean | null;
  /** What was written, so that a number that is only passed on keeps all of its digits. */
  readonly text: string;
}

interface SequenceNode extends Placed {
  readonly kind: 'sequence';
  readonly items: readonly Node[];
}

export interface Entry {
  readonly keyAt: number;
  readonly node: Node;
}

export interface MappingNode extends Placed {
  readonly kind: 'mapping';
  readonly entries: ReadonlyMap<string, Entry>;
}

/** A value of a Compose file that knows its place, whatever is merged into it later. Never changed, only replaced. */
export type Node = ScalarNode | SequenceNode | MappingNode;

export function textNode(text: string, { at }: Pick<Node, 'at'>): ScalarNode {
  return { kind: 'scalar', at, to: at, value: text, text };
}

export function scalarNode(value: string | number | boolean | null, { at }: Pick<Node, 'at'>): ScalarNode {
  return { kind: 'scalar', at, to: at, value, text: String(value ?? '') };
}

export function sequenceNode(items: readonly Node[], like: Pick<Node, 'at' | 'tag'>): SequenceNode {
  return { kind: 'sequence', items, ...placeOf(like) };
}

/** A mapping of nodes whose keys stand where their values do; what is undefined is left out. */
export function mappingNode(
  entries: Readonly<Record<string, Node | undefined>>,
  like: Pick<Node, 'at' | 'tag'>,
): MappingNode {
  const given = Object.entries(entries).flatMap(([key, node]) =>
    node === undefined ? [] : [[key, { keyAt: node.at, node }] as const],
  );
  return { kind: 'mapping', entries: new Map(given), ...placeOf(like) };
}

export function withEntries(mapping: MappingNode, entries: ReadonlyMap<string, Entry>): MappingNode {
  return { ...mapping, entries };
}

export function withEntry(mapping: MappingNode, key: string, node: Node): MappingNode {
  const keyAt = mapping.entries.get(key)?.keyAt ?? node.at;
  return withEntries(mapping, new Map(mapping.entries).set(key, { keyAt, node }));
}

export function without(mapping: MappingNode, key: string): MappingNode {
  if (!mapping.entries.has(key)) return mapping;
  return withEntries(mapping, new Map([...mapping.entries].filter(([name]) => name !== key)));
}

export function child(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === 'mapping' ? node.entries.get(key)?.node : undefined;
}

export function isNull(node: Node | undefined): boolean {
  return node?.kind === 'scalar' && node.value === null;
}

/** The text of a scalar as it was written; undefined for anything else. */
export function textOf(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' && node.value !== null ? node.text : undefined;
}

/** What a node is, as it stands in a message. */
export function kindOf(node: Node): string {
  if (node.kind === 'scalar')
    return node.value === null ? 'nothing' : `the value ${JSON.stringify(node.text)}`;
  return node.kind === 'sequence' ? 'a list' : 'a mapping';
}

/** The entries of a mapping, each node replaced. Where none is, the mapping itself: a large file has a dozen such passes. */
export function mapEntries(mapping: MappingNode, change: (node: Node, key: string) => Node): MappingNode {
  let changed: Map<string, Entry> | undefined;
  for (const [key, { keyAt, node }] of mapping.entries) {
    const next = change(node, key);
    if (next === node) continue;
    changed ??= new Map(mapping.entries);
    changed.set(key, { keyAt, node: next });
  }
  return changed ? withEntries(mapping, changed) : mapping;
}

/** The items of a list, each replaced, as in `mapEntries`. */
export function mapItems(list: SequenceNode, change: (node: Node, index: number) => Node): SequenceNode {
  const items = list.items.map(change);
  return items.every((item, index) => item === list.items[index]) ? list : sequenceNode(items, list);
}

function placeOf({ at, tag }: Pick<Node, 'at' | 'tag'>): Placed {
  return tag === undefined ? { at } : { at, tag };
}
