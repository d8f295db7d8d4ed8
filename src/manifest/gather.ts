import { checkDocument } from './check/document.ts';
import type { Diagnostic } from './diagnostic.ts';
import { expandLists, isMapping, parseDocuments, type SourceDocument, type SourceFile } from './documents.ts';
import { locate } from './locate.ts';
import { nearest } from './nearest.ts';
import { error, type Path, type Problem, warning } from './problem.ts';
import { type Kind, kinds, type ObjectOf, WORKLOADS, type Workload } from './schema/kinds.ts';
import {
  type DataSource,
  isDataKind,
  nameOf,
  namespaceOf,
  type PodSource,
  type ServiceSource,
  type Sources,
  toDataSource,
} from './sources.ts';
import { podOfPod, podsOfWorkload } from './workloads.ts';

interface Gathered {
  readonly sources: Sources;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads every document of every file into the pods, data and services that they describe. */
export function gather(files: readonly SourceFile[]): Gathered {
  const pods: PodSource[] = [];
  const data: DataSource[] = [];
  const services: ServiceSource[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const file of files) {
    const parsed = parseDocuments(file);
    diagnostics.push(...parsed.diagnostics);
    for (const document of parsed.documents.flatMap(expandLists)) {
      const kind = kindOf(document);
      if (typeof kind !== 'string') {
        diagnostics.push(locate(document, [])(kind));
        continue;
      }
      const { value, problems } = checkDocument(kind, document);
      diagnostics.push(...[...problems, ...nameProblems(value)].map(locate(document, podPathOf(kind))));
      if (value === undefined) continue;
      if (kind === 'Pod') pods.push(podOfPod(value as ObjectOf<'Pod'>, document));
      else if (isWorkload(kind)) pods.push(...podsOfWorkload(kind, value as ObjectOf<Workload>, document));
      else if (isDataKind(kind)) data.push(toDataSource(kind, value as ObjectOf<typeof kind>, document));
      else if (kind === 'Service') services.push(toService(value as ObjectOf<'Service'>, document));
    }
  }
  return { sources: { pods, data, services }, diagnostics };
}

function kindOf({ value }: SourceDocument): Kind | Problem {
  if (!isMapping(value)) return error('wrong-type', [], 'a manifest is a mapping with `kind`');
  const { kind } = value;
  if (kind === undefined || kind === null) return error('missing-field', [], 'kind is missing');
  if (typeof kind === 'string' && Object.hasOwn(kinds, kind)) return kind as Kind;
  const near = nearest(String(kind), Object.keys(kinds));
  const meant = near === undefined ? {} : { hint: `did you mean ${near}?` };
  return warning('unsupported-kind', ['kind'], `ignored here: a document of kind ${kind}`, {
    bare: true,
    ...meant,
  });
}

/** Every object needs a name, however it comes by it. */
function nameProblems(value: ObjectOf<Kind> | undefined): readonly Problem[] {
  if (value === undefined || nameOf(value.metadata) !== '') return [];
  return [error('missing-field', ['metadata'], 'name is missing', { on: 'key' })];
}

function isWorkload(kind: Kind): kind is Workload {
  return (WORKLOADS as readonly string[]).includes(kind);
}

function podPathOf(kind: Kind): Path {
  return isWorkload(kind) ? ['spec', 'template'] : [];
}

function toService(value: ObjectOf<'Service'>, document: SourceDocument): ServiceSource {
  const { metadata, spec } = value;
  return { document, name: nameOf(metadata), namespace: namespaceOf(metadata), spec };
}
