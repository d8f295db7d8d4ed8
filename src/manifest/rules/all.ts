import type { Diagnostic } from '../diagnostic.ts';
import type { SourceFile } from '../documents.ts';
import { locate } from '../locate.ts';
import type { PodSource, Sources } from '../sources.ts';
import {
  containerNamesDiffer,
  defaultContainerExists,
  hasAppContainer,
  portNamesDiffer,
  volumeNamesDiffer,
} from './names.ts';
import type { PodRule } from './rule.ts';

const POD_RULES: readonly PodRule[] = [
  hasAppContainer,
  containerNamesDiffer,
  volumeNamesDiffer,
  portNamesDiffer,
  defaultContainerExists,
];

export function checkRules(
  _files: readonly SourceFile[],
  sources: Sources,
  _found: readonly Diagnostic[],
): readonly Diagnostic[] {
  return sources.pods.flatMap((pod) => checkPod(pod, sources));
}

function checkPod(pod: PodSource, sources: Sources): readonly Diagnostic[] {
  const { document, podPath } = pod;
  const problems = POD_RULES.flatMap((rule) => rule(pod, sources));
  return problems
    .map((problem) => ({ ...problem, path: [...podPath, ...problem.path] }))
    .map(locate(document, podPath));
}
