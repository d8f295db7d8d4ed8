import { isNull, mapEntries, mapItems, type Node, sequenceNode, textNode } from '../tree/node.ts';
import type { Form } from './form.ts';

/** A value that is only passed on keeps its text: numbers keep all digits, and `7.20` its zero. */
export const asText: Form = (node) =>
  node.kind === 'scalar' && node.value !== null && typeof node.value !== 'string'
    ? { ...node, value: node.text }
    : node;

/** A list of texts; one text alone is a list of one. */
export const texts: Form = (node, tell) => {
  if (node.kind === 'sequence') return mapItems(node, (item) => asText(item, tell));
  return node.kind === 'scalar' && node.value !== null ? sequenceNode([asText(node, tell)], node) : node;
};

/** A list whose items are texts, whatever they look like. */
export const listOfTexts: Form = (node, tell) =>
  node.kind === 'sequence' ? mapItems(node, (item) => asText(item, tell)) : node;

const SWITCHES: Readonly<Record<string, boolean>> = {
  ...{ true: true, y: true, yes: true, on: true },
  ...{ false: false, n: false, no: false, off: false },
};

/** A switch, also as the text that a variable leaves behind. */
export const asSwitch: Form = (node) => {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return node;
  const value = SWITCHES[node.value.toLowerCase()];
  return value === undefined ? node : { ...node, value };
};

/** A number, also as the text that a variable leaves behind. */
export const asNumber: Form = (node) =>
  node.kind === 'scalar' && typeof node.value === 'string' && /^[+-]?\d+(?:\.\d+)?$/.test(node.value)
    ? { ...node, value: Number(node.value) }
    : node;

/** A mapping of texts, also as a list of `name=value`; a name alone has no value. */
export const pairs: Form = (node, tell) => {
  if (node.kind === 'mapping') return mapEntries(node, (value) => asText(value, tell));
  if (node.kind !== 'sequence' || !node.items.every((item) => item.kind === 'scalar' && item.value !== null))
    return node;
  const entries = node.items.map((item) => pairOf(item));
  return { kind: 'mapping', at: node.at, entries: new Map(entries), ...(node.tag && { tag: node.tag }) };
};

/** Pairs whose names need no value: a label can be empty. */
export const labels: Form = (node, tell) => {
  const named = pairs(node, tell);
  return named.kind === 'mapping'
    ? mapEntries(named, (value) => (isNull(value) ? textNode('', value) : value))
    : named;
};

function pairOf(item: Node): readonly [string, { readonly keyAt: number; readonly node: Node }] {
  const text = item.kind === 'scalar' ? item.text : '';
  const equals = text.indexOf('=');
  if (equals === -1) {
    const node: Node = { kind: 'scalar', at: item.at, to: item.at, value: null, text: '' };
    return [text, { keyAt: item.at, node }];
  }
  return [text.slice(0, equals), { keyAt: item.at, node: textNode(text.slice(equals + 1), item) }];
}
