import { withReach } from '../pod/dependency.ts';
import type { Pod } from '../pod/model.ts';
import type { KubernetesObject } from '../pod/origin.ts';
import { withProjectNetwork } from '../pod/project-network.ts';
import { DEFAULT_NODE, type Node } from './convert/fields.ts';
import { convertPod } from './convert/pod.ts';
import { convertServices } from './convert/services.ts';
import { type Diagnostic, inFileOrder } from './diagnostic.ts';
import { isMapping } from './documents.ts';
import { gather, type Prepare } from './gather.ts';
import { networkWish } from './project-network.ts';
import type { ReadDocuments } from './read-documents.ts';
import { checkRules } from './rules/all.ts';
import type { SourceFile } from './source.ts';
import type { PodSource } from './sources.ts';

export interface ReadOptions {
  /** What `spec.nodeName` and resources without a limit show a program. */
  readonly node?: Node;
  /** The project serves its pods under the Kubernetes API, to those too that mount a token of their account. */
  readonly api?: boolean;
  /** What is done to the documents before they become pods: recipes are added. */
  readonly prepare?: Prepare;
  /** What the files hold, where somebody has read them already. */
  readonly read?: ReadDocuments;
}

interface ReadResult {
  /** Empty when any diagnostic is an error: half a file is never run. */
  readonly pods: readonly Pod[];
  /** In file order, each problem once. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Kubernetes manifests to pods: parse, check fields and types, check the rules, convert. Everything wrong at once. */
export function readManifests(files: readonly SourceFile[], options: ReadOptions = {}): ReadResult {
  const { sources, diagnostics: found } = gather(files, options.prepare, options.read);
  const names = files.map(({ file }) => file);
  const isClean = cleanPlaces(found);
  const schema = found.filter((diagnostic) => diagnostic.severity === 'error' || isClean(diagnostic));
  const diagnostics = inFileOrder(once([...schema, ...checkRules(sources).filter(isClean)]), names);
  if (diagnostics.some(({ severity }) => severity === 'error')) return { pods: [], diagnostics };
  const { node = DEFAULT_NODE, api = false } = options;
  const services = convertServices(sources);
  const objects = sources.documents.map(({ value }) => value).filter(isMapping);
  const wish = networkWish(sources);
  const podOf = (source: PodSource): Pod => {
    const at = objects.indexOf(source.document.value as KubernetesObject);
    const pod = withProjectNetwork(convertPod(source, sources, { node, services, api }), wish);
    return { ...pod, origin: { objects, at, path: source.podPath.map(String) } };
  };
  return { pods: withReach(sources.pods.map(podOf)), diagnostics };
}

/** Where a value is missing or no good, what else there is to say of it, or of its stand-in, is noise. */
function cleanPlaces(found: readonly Diagnostic[]): (diagnostic: Diagnostic) => boolean {
  const taken = new Set(found.filter(({ severity }) => severity === 'error').map(placeKey));
  return (diagnostic) => !taken.has(placeKey(diagnostic));
}

function placeKey({ file, line, column }: Diagnostic): string {
  return `${line}:${column}:${file}`;
}

/** Replicas share their text, and so their problems. */
function once(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()];
}
