import { interpolate, MOST_FILLED_IN, TOO_MUCH, type Variables } from '../interpolate.ts';
import { mapEntries, mapItems, type Node, type ScalarNode } from '../tree/node.ts';
import { errorAt, type Tell, warningAt } from './problems.ts';

/** Fills in the variables of every text; keys are not touched. What is wrong is told at the variable itself. */
export function interpolateTree(node: Node, variables: Variables, texts: () => string, tell: Tell): Node {
  let grown = 0;
  const walk = (one: Node): Node => {
    if (one.kind === 'mapping') return mapEntries(one, walk);
    if (one.kind === 'sequence') return mapItems(one, walk);
    return typeof one.value === 'string' && one.value.includes('$') ? filled(one, one.value) : one;
  };
  const filled = (scalar: ScalarNode, value: string): ScalarNode => {
    if (grown > MOST_FILLED_IN) return scalar;
    const { text, missing, problem } = interpolate(value, variables);
    grown += text.length - value.length;
    if (grown > MOST_FILLED_IN) tell(errorAt(scalar.at, TOO_MUCH));
    if (!problem && missing.length === 0) return { ...scalar, value: text, text };
    const place = placesOf(scalar, value, texts());
    if (problem) tell(errorAt(place(problem.index), problem.message));
    for (const { name, index } of missing)
      tell(warningAt(place(index), `${name} is not set; it is empty here`));
    return { ...scalar, value: text, text };
  };
  return walk(node);
}

/** Where a `$` of a value stands. No style of YAML adds one to a text or takes one off, so the n-th of the value is the n-th there. */
function placesOf({ at, to }: ScalarNode, value: string, texts: string): (index: number) => number {
  const written = dollarsOf(texts, at, to);
  const orders = new Map(dollarsOf(value, 0, value.length).map((index, order) => [index, order]));
  return (index) => written[orders.get(index) ?? 0] ?? at;
}

function dollarsOf(text: string, from: number, to: number): readonly number[] {
  const found: number[] = [];
  for (let at = text.indexOf('$', from); at !== -1 && at < to; at = text.indexOf('$', at + 1)) found.push(at);
  return found;
}
