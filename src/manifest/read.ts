import type { Pod } from '../pod/model.ts';
import { DEFAULT_NODE, type Node } from './convert/fields.ts';
import { convertPod } from './convert/pod.ts';
import { type Diagnostic, inFileOrder } from './diagnostic.ts';
import type { SourceFile } from './documents.ts';
import { gather } from './gather.ts';
import { checkRules } from './rules/all.ts';

export interface ReadOptions {
  /** What `spec.nodeName` and resources without a limit show a program. */
  readonly node?: Node;
}

export interface ReadResult {
  /** Empty when any diagnostic is an error: half a file is never run. */
  readonly pods: readonly Pod[];
  /** In file order, each problem once. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Kubernetes manifests to pods: parse, check fields and types, check the rules, convert. Everything wrong at once. */
export function readManifests(files: readonly SourceFile[], options: ReadOptions = {}): ReadResult {
  const { sources, diagnostics: found } = gather(files);
  const all = [...found, ...checkRules(files, sources, found)];
  const diagnostics = inFileOrder(
    once(all),
    files.map(({ file }) => file),
  );
  if (diagnostics.some(({ severity }) => severity === 'error')) return { pods: [], diagnostics };
  const node = options.node ?? DEFAULT_NODE;
  return { pods: sources.pods.map((pod) => convertPod(pod, sources, node)), diagnostics };
}

/** Replicas share their text, and so their problems. */
function once(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()];
}
