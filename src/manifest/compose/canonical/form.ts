import type { Tell } from '../load/problems.ts';
import type { Node } from '../tree/node.ts';

/** Gives a value its long form; what it does not understand stays as it is, for the check of types to tell of. */
export type Form = (node: Node, tell: Tell) => Node;

/** One after the other. */
export function both(first: Form, second: Form): Form {
  return (node, tell) => second(first(node, tell), tell);
}
