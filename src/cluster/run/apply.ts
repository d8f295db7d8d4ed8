import { createHash } from 'node:crypto';
import type { PodObject } from '../read/objects.ts';
import type { ClusterClient } from '../transport/client.ts';
import { ClusterError } from '../transport/cluster-error.ts';
import { kubectl } from '../transport/kubectl.ts';
import { podPath, projectLabel, specAnnotation } from './names.ts';
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

/** Labels an object and the templates in it, however deep: a CronJob has a template in a template. */
function withLabel<T>(value: T, project: string): T {
  if (typeof value !== 'object' || value === null) return value;
  const { metadata, spec } = value as Templated;
  const labelled = { ...metadata, labels: { ...metadata?.labels, [projectLabel]: project } };
  const inner = Object.fromEntries(
    ['template', 'jobTemplate'].flatMap((key) =>
      spec?.[key] === undefined ? [] : [[key, withLabel(spec[key], project)]],
    ),
  );
  return { ...value, metadata: labelled, ...(spec && { spec: { ...spec, ...inner } }) };
}

interface Templated {
  readonly metadata?: { readonly labels?: object };
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

function hashOf(object: KubernetesObject): string {
  return createHash('sha256').update(JSON.stringify(object)).digest('hex').slice(0, 16);
}

/** What has to happen to a pod of that name so that the wanted one is there. */
export type Standing = 'new' | 'asWanted' | 'changed' | 'foreign';

/** A pod that is being deleted, or has ended, gives way to a new one. */
export function standingOf(
  there: PodObject | undefined,
  wanted: KubernetesObject,
  project: string,
): Standing {
  if (!there) return 'new';
  const { labels = {}, annotations = {}, deletionTimestamp } = there.metadata;
  if (labels[projectLabel] !== project) return 'foreign';
  const isOver =
    ['Succeeded', 'Failed'].includes(there.status?.phase ?? '') || deletionTimestamp !== undefined;
  const isSame = annotations[specAnnotation] === wanted.metadata.annotations?.[specAnnotation];
  return isSame && !isOver ? 'asWanted' : 'changed';
}

/** The first release in which sidecars are on by default (KEP-753). */
const sidecarsSince = 29;

/** @throws ClusterError when pods have sidecars and the cluster would run them as init containers that never end. */
export async function checkRelease(client: ClusterClient, signal: AbortSignal): Promise<void> {
  const { major, minor } = await client.get<{ major: string; minor: string }>('/version', signal);
  const release = Number.parseInt(minor, 10);
  if (major !== '1' || Number.isNaN(release) || release >= sidecarsSince) return;
  throw new ClusterError(
    'too-old',
    `${client.place.context} runs Kubernetes ${major}.${minor}: native sidecars are on from 1.${sidecarsSince} on`,
    'Nothing was applied. --sidecars legacy applies them as ordinary containers.',
  );
}

/** The pod of that name, whoever made it. */
export async function findPod(
  client: ClusterClient,
  name: string,
  signal: AbortSignal,
): Promise<PodObject | undefined> {
  try {
    return await client.get<PodObject>(podPath(client.place, name), signal);
  } catch (error) {
    if (error instanceof ClusterError && error.code === 'gone') return undefined;
    throw error;
  }
}

/**
 * Applies objects, strictly validated; `dryRun` asks the whole of the cluster, its admission webhooks included, and changes nothing.
 * @throws ClusterError
 */
export async function apply(
  client: ClusterClient,
  objects: readonly KubernetesObject[],
  { dryRun, signal }: { readonly dryRun: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const list = { apiVersion: 'v1', kind: 'List', items: objects };
  const flags = ['--server-side', '--field-manager=outrider', '--force-conflicts', '--validate=strict'];
  await kubectl(client.place, ['apply', ...flags, ...(dryRun ? ['--dry-run=server'] : []), '-f', '-'], {
    stdin: JSON.stringify(list),
    signal,
  });
}
