import { interpolate, type Variables } from '../interpolate.ts';
import { mapEntries, type Node, type ScalarNode } from '../tree/node.ts';
import { errorAt, type Tell, warningAt } from './problems.ts';

/** Fills in the variables of every text; keys are not touched. What is wrong is told at the variable itself. */
export function interpolateTree(node: Node, variables: Variables, texts: () => string, tell: Tell): Node {
  const walk = (one: Node): Node => {
    if (one.kind === 'mapping') return mapEntries(one, walk);
    if (one.kind === 'sequence') return { ...one, items: one.items.map(walk) };
    return typeof one.value === 'string' && one.value.includes('$') ? filled(one, one.value) : one;
  };
  const filled = (scalar: ScalarNode, value: string): ScalarNode => {
    const { text, missing, problem } = interpolate(value, variables);
    const place = (index: number): number => placeOf(scalar, value, index, texts());
    if (problem) tell(errorAt(place(problem.index), problem.message));
    for (const { name, index } of missing)
      tell(warningAt(place(index), `${name} is not set; it is empty here`));
    return { ...scalar, value: text, text };
  };
  return walk(node);
}

/** No style of YAML adds a `$` to a text or takes one off, so the n-th of the value is the n-th that is written. */
function placeOf({ at, to }: ScalarNode, value: string, index: number, texts: string): number {
  const before = value.slice(0, index).split('$').length - 1;
  let place = at - 1;
  for (let found = 0; found <= before; found++) {
    place = texts.indexOf('$', place + 1);
    if (place === -1 || place >= to) return at;
  }
  return place;
}
