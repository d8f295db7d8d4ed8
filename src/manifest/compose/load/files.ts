import { canonical } from '../canonical/canonical.ts';
import { tooManyDocuments, tooManyServices } from '../limits.ts';
import { child, type MappingNode, textOf } from '../tree/node.ts';
import type { LoadContext, LoadedFile, Scope } from './context.ts';
import { withExtended } from './extends.ts';
import { withIncluded } from './include.ts';
import { interpolateTree } from './interpolate-tree.ts';
import { merge, settled } from './merge.ts';
import { resolvePaths } from './paths.ts';
import { withoutRepeats } from './unique.ts';

const nothing: MappingNode = { kind: 'mapping', at: 0, entries: new Map() };

/**
 * Several files as one model, each over those before it. In each, in this order: variables, long forms, `extends`,
 * `include`, and the merge with what is there. Source: Compose specification, `13-merge.md`.
 */
export function loadFiles(files: readonly LoadedFile[], scope: Scope, context: LoadContext): MappingNode {
  let whole: MappingNode | undefined;
  for (const file of files) {
    const documents = context.parse(file.file, file.text);
    const many = tooManyDocuments(documents);
    if (many) context.tell(many);
    for (const document of many ? [] : documents) {
      const large = tooManyServices(document);
      if (large) context.tell(large);
      else whole = mergeFile(whole, document, file, scope, context);
    }
  }
  const unique = withoutRepeats(whole ?? nothing) as MappingNode;
  return resolvePaths(unique, scope);
}

function mergeFile(
  whole: MappingNode | undefined,
  document: MappingNode,
  { file, path }: LoadedFile,
  scope: Scope,
  context: LoadContext,
): MappingNode {
  const { texts, tell } = context;
  const filled = interpolateTree(document, scope.variables, texts.text, tell);
  const long = canonical(filled, tell) as MappingNode;
  const extended = withExtended(long, file, scope, context);
  const inside = { ...scope, including: [...scope.including, path] };
  const complete = withIncluded(extended, inside, context);
  const merged = whole ? merge(whole, complete, [], tell) : settled(complete);
  return merged as MappingNode;
}

/** The name that a model gives its project. */
export function nameOf(model: MappingNode): string | undefined {
  return textOf(child(model, 'name'));
}
