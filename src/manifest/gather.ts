import { isOfMesh } from '../pod/mesh-kinds.ts';
import { checkDocument } from './check/document.ts';
import { MOST_VALUES_IN_ALL, valuesIn } from './check/size.ts';
import type { Diagnostic } from './diagnostic.ts';
import { expandLists, isMapping, type SourceDocument } from './documents.ts';
import { toEndpoints, toSlice } from './endpoints.ts';
import { locate } from './locate.ts';
import { nearest } from './nearest.ts';
import { error, type Path, type Problem, warning } from './problem.ts';
import { type ReadDocuments, readDocuments } from './read-documents.ts';
import { scheduleProblems } from './rules/schedule.ts';
import { selectorProblems } from './rules/selector.ts';
import { sliceVersion } from './schema/endpoints.ts';
import { type Kind, kinds, type ObjectOf, templatePath, WORKLOADS, type Workload } from './schema/kinds.ts';
import { isCustom, isOtherObject } from './schema/other-kinds.ts';
import type { SourceFile } from './source.ts';
import {
  type DataSource,
  type EndpointsSource,
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

/** A step between the text and the pods, on whole documents. */
export type Prepare = (documents: readonly SourceDocument[]) => {
  readonly documents: readonly SourceDocument[];
  readonly diagnostics: readonly Diagnostic[];
  /** What is wrong with a document of a kind that the step knows besides those of pods; undefined for any other document. */
  readonly checkOther?: CheckOther;
};

/** @param value the document. */
type CheckOther = (value: unknown) => readonly Problem[] | undefined;

/** Reads every document of every file into the pods, data and services that they describe. */
export function gather(
  files: readonly SourceFile[],
  prepare: Prepare = asTheyAre,
  found: ReadDocuments = readDocuments(files),
): Gathered {
  const prepared = prepare(found.documents);
  const documents = prepared.documents.flatMap(expandLists);
  const read = readWithin(documents, prepared.checkOther);
  const sources = {
    documents,
    pods: read.flatMap(({ pods = [] }) => pods),
    data: read.flatMap(({ data = [] }) => data),
    services: read.flatMap(({ services = [] }) => services),
    endpoints: read.flatMap(({ endpoints = [] }) => endpoints),
  };
  const diagnostics = [
    ...found.diagnostics,
    ...prepared.diagnostics,
    ...found.empty.map((file) => nothing(file, 'the file is empty')),
    ...read.flatMap((document) => document.diagnostics),
  ];
  const isSilent = sources.pods.length === 0 && !diagnostics.some(({ severity }) => severity === 'error');
  const none = isSilent ? [nothing(files[0]?.file ?? '', 'there is no pod in it')] : [];
  return { sources, diagnostics: [...diagnostics, ...none] };
}

/**
 * Of the pods and of the Services of a run, and of the containers of a pod. A bridge of Linux has 1023 ports (`BR_MAX_PORTS` in `net/bridge/br_private.h`), and all
 * pods of a project are in one.
 */
const MOST = 1000;

/** Every document, until there are more pods or Services than a run can have: what comes after is not looked at. */
function readWithin(documents: readonly SourceDocument[], checkOther?: CheckOther): readonly Read[] {
  const all: Read[] = [];
  const ended = (read: Read, message: string, document: SourceDocument): readonly Read[] => {
    const problem = locate(document)(error('invalid-value', [], message));
    return [...all, { diagnostics: [...read.diagnostics, problem] }];
  };
  let [pods, services, values] = [0, 0, 0];
  for (const document of documents) {
    const read = readDocument(document, checkOther);
    const copies = read.pods?.length ?? 0;
    pods += copies;
    services += read.services?.length ?? 0;
    values += copies === 0 ? 0 : copies * valuesIn(document.value, MOST_VALUES_IN_ALL);
    if (pods > MOST) return ended(read, `more than ${MOST} pods, the limit of a run`, document);
    if (services > MOST) return ended(read, `more than ${MOST} Services, the limit of a run`, document);
    if (containersOf(read) > MOST)
      return ended(read, `more than ${MOST} containers, the limit of a pod`, document);
    if (values > MOST_VALUES_IN_ALL)
      return ended(read, `more than ${MOST_VALUES_IN_ALL} values in all pods, the limit of a run`, document);
    all.push(read);
  }
  return all;
}

/** Of one pod of a document; its replicas have as many. */
function containersOf({ pods: [pod] = [] }: Read): number {
  return (pod?.spec.initContainers?.length ?? 0) + (pod?.spec.containers.length ?? 0);
}

function nothing(file: string, message: string): Diagnostic {
  const hint = `needs a document of kind Pod, ${WORKLOADS.slice(0, -1).join(', ')} or ${WORKLOADS.at(-1)}`;
  return { severity: 'error', code: 'no-pod', message, hint, file, line: 1, column: 1 };
}

function asTheyAre(documents: readonly SourceDocument[]): ReturnType<Prepare> {
  return { documents, diagnostics: [] };
}

interface Read {
  readonly pods?: readonly PodSource[];
  readonly data?: readonly DataSource[];
  readonly services?: readonly ServiceSource[];
  readonly endpoints?: readonly EndpointsSource[];
  readonly diagnostics: readonly Diagnostic[];
}

function readDocument(document: SourceDocument, checkOther?: CheckOther): Read {
  const custom = checkOther?.(document.value);
  if (custom) return { diagnostics: custom.map(locate(document)) };
  const kind = kindOf(document);
  if (typeof kind !== 'string') return { diagnostics: [locate(document)(kind)] };
  const { value, problems } = checkDocument(kind, document);
  const diagnostics = [...problems, ...ownProblems(kind, value)].map(locate(document, podPathOf(kind)));
  if (value === undefined) return { diagnostics };
  if (kind === 'Pod') return { pods: [podOfPod(value as ObjectOf<'Pod'>, document)], diagnostics };
  if (isWorkload(kind))
    return { pods: podsOfWorkload(kind, value as ObjectOf<Workload>, document), diagnostics };
  if (isDataKind(kind))
    return { data: [toDataSource(kind, value as ObjectOf<typeof kind>, document)], diagnostics };
  if (kind === 'Service')
    return { services: [toService(value as ObjectOf<'Service'>, document)], diagnostics };
  if (kind === 'Endpoints')
    return { endpoints: [toEndpoints(value as ObjectOf<'Endpoints'>, document)], diagnostics };
  if (kind === 'EndpointSlice')
    return { endpoints: [toSlice(value as ObjectOf<'EndpointSlice'>, document)], diagnostics };
  return { diagnostics };
}

function kindOf({ value }: SourceDocument): Kind | Problem {
  if (!isMapping(value)) return error('wrong-type', [], 'a manifest is a mapping with `kind`');
  const { kind } = value;
  if (kind === undefined || kind === null) return error('missing-field', [], 'kind is missing');
  if (typeof kind !== 'string') return error('wrong-type', ['kind'], 'needs text');
  const { apiVersion } = value;
  const isOurs = !isCustom(apiVersion) || (kind === 'EndpointSlice' && apiVersion === sliceVersion);
  if (Object.hasOwn(kinds, kind) && isOurs) return kind as Kind;
  const near = isOtherObject(kind, apiVersion) ? undefined : nearest(kind, Object.keys(kinds));
  // A kind that is nearly one of ours is a slip of the pen, and without it half the pods would be missing.
  if (near !== undefined)
    return error('unsupported-kind', ['kind'], `unknown kind ${kind}; did you mean ${near}?`);
  if (isOfMesh(apiVersion)) return leftOut(kind);
  const message = `ignored here: a document of kind ${kind}`;
  return warning('unsupported-kind', ['kind'], message, { bare: true });
}

function leftOut(kind: string): Problem {
  const message = `left out: ${kind} is a rule for a mesh, and no mesh is asked for`;
  const hint = '`--with istio` runs Istio beside the pods';
  return warning('unsupported-kind', ['kind'], message, { bare: true, hint });
}

/** Every object needs a name, however it comes by it; a workload without replicas has nothing to run. */
function ownProblems(kind: Kind, value: ObjectOf<Kind> | undefined): readonly Problem[] {
  if (value === undefined) return [];
  const unnamed =
    nameOf(value.metadata) === '' && error('missing-field', ['metadata'], 'name is missing', { on: 'key' });
  const idle =
    'spec' in value &&
    (value.spec as { readonly replicas?: number } | undefined)?.replicas === 0 &&
    warning('replicas', ['spec', 'replicas'], 'with 0 there is nothing to run');
  return [
    ...[unnamed, idle].filter((problem) => problem !== false),
    ...selectorProblems(kind, value),
    ...(kind === 'CronJob' ? scheduleProblems(value as ObjectOf<'CronJob'>) : []),
  ];
}

function isWorkload(kind: Kind): kind is Workload {
  return (WORKLOADS as readonly string[]).includes(kind);
}

function podPathOf(kind: Kind): Path | undefined {
  if (kind === 'Pod') return [];
  return isWorkload(kind) ? templatePath(kind) : undefined;
}

function toService(value: ObjectOf<'Service'>, document: SourceDocument): ServiceSource {
  const { metadata, spec } = value;
  return { document, name: nameOf(metadata), namespace: namespaceOf(metadata), spec };
}
