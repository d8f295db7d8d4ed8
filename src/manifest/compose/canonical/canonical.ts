import type { Path } from '../../problem.ts';
import type { Tell } from '../load/problems.ts';
import { mapEntries, mapItems, type Node } from '../tree/node.ts';
import { forms } from './forms.ts';

/**
 * A tree in which every value has its long form: pairs are mappings, ports and mounts have their fields, texts that stand
 * for a switch or a number are one. Files are merged in this form. Source: Compose specification, `05-services.md`.
 */
export function canonical(node: Node, tell: Tell, path: Path = []): Node {
  if (node.tag === 'reset') return node;
  const form = forms.at(path);
  const long = form ? form(node, tell) : node;
  if (long.kind === 'mapping')
    return mapEntries(long, (value, key) => canonical(value, tell, [...path, key]));
  if (long.kind === 'sequence')
    return mapItems(long, (item, index) => canonical(item, tell, [...path, index]));
  return long;
}
