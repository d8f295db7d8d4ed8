import { createHash } from 'node:crypto';
import type { PodObject } from '../read/objects.ts';
import { projectLabel, specAnnotation, workloadLabel } from './names.ts';
import type { Wanted } from './outcome.ts';

/** A document of a manifest, as the API server takes it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** The objects with the marks by which `down` finds them and `up` compares them; a workload's pods are marked by its template. */
export function marked(objects: readonly KubernetesObject[], project: string): readonly KubernetesObject[] {
  return objects.map((object) => {
    const annotations = { ...object.metadata.annotations, [specAnnotation]: hashOf(object) };
    return withLabel({ ...object, metadata: { ...object.metadata, annotations } }, project);
  });
}

function hashOf(object: KubernetesObject): string {
  return createHash('sha256').update(JSON.stringify(object)).digest('hex').slice(0, 16);
}

/** Labels an object and the templates in it, however deep: a CronJob has a template in a template. */
function withLabel<T>(value: T, project: string, workload?: string): T {
  if (typeof value !== 'object' || value === null) return value;
  const { metadata, spec } = value as Templated;
  const labels = {
    ...metadata?.labels,
    [projectLabel]: project,
    ...(workload === undefined ? {} : { [workloadLabel]: workload }),
  };
  const inner = Object.fromEntries(
    ['template', 'jobTemplate'].flatMap((key) =>
      spec?.[key] === undefined ? [] : [[key, withLabel(spec[key], project, workload ?? metadata?.name)]],
    ),
  );
  return { ...value, metadata: { ...metadata, labels }, ...(spec && { spec: { ...spec, ...inner } }) };
}

interface Templated {
  readonly metadata?: { readonly name?: string; readonly labels?: object };
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** Kinds whose pods go on until somebody stops them. */
const endless = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'CronJob'];

export function wantedOf(objects: readonly KubernetesObject[]): Wanted {
  return {
    pods: objects.filter(({ kind }) => kind === 'Pod').map(({ metadata }) => metadata.name),
    isEndless: objects.some(({ kind }) => endless.includes(kind)),
    jobs: objects.filter(({ kind }) => kind === 'Job').length,
  };
}

/** Whether an object makes pods by itself. */
export function isWorkload({ kind }: KubernetesObject): boolean {
  return kind === 'Job' || endless.includes(kind);
}

/** Whether a pod of the project comes from these objects, and not from another file. */
export function isOf(objects: readonly KubernetesObject[]): (pod: PodObject) => boolean {
  const pods = new Set(objects.filter(({ kind }) => kind === 'Pod').map(({ metadata }) => metadata.name));
  const workloads = new Set(objects.filter(isWorkload).map(({ metadata }) => metadata.name));
  return ({ metadata }) => pods.has(metadata.name) || workloads.has(metadata.labels?.[workloadLabel] ?? '');
}

/** What has to happen to an object of that kind and name so that the wanted one is there. */
export type Standing = 'new' | 'asWanted' | 'changed' | 'foreign';

/** What of an object on the cluster tells whose it is and whether it still is what is wanted. */
interface There {
  readonly metadata: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly status?: unknown;
}

/** A pod that is being deleted, or has ended, gives way to a new one. */
export function standingOf(there: There | undefined, wanted: KubernetesObject, project: string): Standing {
  if (!there) return 'new';
  const { labels = {}, annotations = {}, deletionTimestamp } = there.metadata;
  if (labels[projectLabel] !== project) return 'foreign';
  const isOver = ['Succeeded', 'Failed'].includes(phaseOf(there)) || deletionTimestamp !== undefined;
  const isSame = annotations[specAnnotation] === wanted.metadata.annotations?.[specAnnotation];
  return isSame && !isOver ? 'asWanted' : 'changed';
}

function phaseOf({ status }: There): string {
  return (status as { readonly phase?: string } | undefined)?.phase ?? '';
}
