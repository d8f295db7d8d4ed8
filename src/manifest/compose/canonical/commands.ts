import { split } from 'shlex';
import { errorAt } from '../load/problems.ts';
import { sequenceNode, textNode } from '../tree/node.ts';
import type { Form } from './form.ts';
import { listOfTexts } from './scalars.ts';

/** A command as a list of words; a text is taken apart as a shell would. */
export const words: Form = (node, tell) => {
  if (node.kind !== 'scalar' || node.value === null) return listOfTexts(node, tell);
  try {
    return sequenceNode(
      split(node.text).map((word) => textNode(word, node)),
      node,
    );
  } catch {
    tell(errorAt(node.at, 'has a quote that is not closed'));
    return sequenceNode([], node);
  }
};

/** The test of a health check; a text is for the shell. */
export const healthTest: Form = (node, tell) => {
  if (node.kind !== 'scalar' || node.value === null) return listOfTexts(node, tell);
  return sequenceNode([textNode('CMD-SHELL', node), textNode(node.text, node)], node);
};
