import { type Document, stringify, type YAMLMap } from 'yaml';
import { CAPTURE_PATH } from '../capture-source.ts';
import { isMapping } from '../documents.ts';
import { error, type Problem } from '../problem.ts';
import { readEmbedded } from '../yaml/embedded-data.ts';
import { childMap, placeLike } from './pod-nodes.ts';

const CAPTURE = String(CAPTURE_PATH.at(-1));

/**
 * Writes a recipe's capture options into the pod's annotation. What the pod itself says wins; only one proxy can take
 * the traffic.
 */
export function mergeCapture(
  document: Document,
  pod: YAMLMap,
  options: Readonly<Record<string, unknown>>,
  recipe: string,
): readonly Problem[] {
  const annotations = childMap(pod, 'metadata') && childMap(childMap(pod, 'metadata')!, 'annotations');
  // Something else stands there, which the check of the types will say.
  if (!annotations) return [];
  const own = parseOptions(annotations.get(CAPTURE));
  if (own === undefined) return [];
  const [mine, theirs] = [own['proxy'], options['proxy']];
  if (mine !== undefined && mine !== theirs) {
    const message = `the pod gives its traffic to ${mine} already, so recipe ${recipe} cannot take it`;
    const hint = 'one proxy a pod: take the annotation away, or leave the recipe out';
    return [error('recipe', CAPTURE_PATH, message, { hint, bare: true })];
  }
  const text = stringify({ ...options, ...own }, { collectionStyle: 'flow', lineWidth: 0 }).trim();
  annotations.set(CAPTURE, placeLike(document.createNode(text), annotations));
  return [];
}

/** Undefined when it cannot be read. */
function parseOptions(text: unknown): Record<string, unknown> | undefined {
  if (text === undefined) return {};
  const read = readEmbedded(String(text));
  return 'value' in read && isMapping(read.value) ? read.value : undefined;
}
