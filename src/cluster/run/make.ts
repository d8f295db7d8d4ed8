import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterClient } from '../transport/client.ts';
import { ClusterError } from '../transport/cluster-error.ts';
import { apply, checkRelease, findPod, objectsThere } from './apply.ts';
import { insist } from './insist.ts';
import { type KubernetesObject, type Standing, standingOf } from './objects.ts';
import { deletePod, removeObjects } from './remove.ts';

export interface Making {
  readonly client: ClusterClient;
  readonly project: string;
  /** With their marks. */
  readonly objects: readonly KubernetesObject[];
  /** Whether a pod of it has a native sidecar. */
  readonly hasSidecars: boolean;
  /** Tells a person what is waited for. */
  readonly say: (words: string) => void;
  /** Aborted when the run is to end: nothing more is looked at, tried or waited for. */
  readonly signal: AbortSignal;
  /** Aborted when nobody follows the run any more. An apply that is under way goes on until then, so that it is known what there is. */
  readonly following: AbortSignal;
  /** Called before anything is applied. */
  readonly onApply: () => void;
}

/**
 * Puts objects on the cluster. What somebody else made is never touched, and a problem leaves nothing half applied: what this run has
 * made is removed again.
 *
 * @throws ClusterError
 */
export async function makeObjects(making: Making): Promise<void> {
  const { client, objects, signal, say, hasSidecars } = making;
  if (hasSidecars) await checkRelease(client, signal);
  const standings = await standingsOf(making);
  const foreign = objects.filter((object) => standings.get(object) === 'foreign');
  if (foreign.length > 0) throw foreignError(foreign, client);
  const changed = objects.filter((object) => isPod(object) && standings.get(object) === 'changed');
  // Fields of a pod cannot be changed, so one that has changed is no candidate for the trial.
  const tried = objects.filter((object) => !changed.includes(object));
  await apply(client, tried, { dryRun: true, signal });
  for (const { metadata } of changed) say(`pod ${metadata.name} is made anew: it has ended, or has changed`);
  await Promise.all(changed.map(({ metadata }) => deleteAndWait(client, metadata.name, signal)));
  if (signal.aborted) return;
  making.onApply();
  const made = objects.filter((object) => changed.includes(object) || standings.get(object) === 'new');
  await applyOrTakeBack(making, made);
}

const isPod = ({ kind }: KubernetesObject): boolean => kind === 'Pod';

const keyOf = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata.name}`;

async function standingsOf({
  client,
  project,
  objects,
  signal,
}: Making): Promise<ReadonlyMap<KubernetesObject, Standing>> {
  const there = new Map((await objectsThere(client, objects, signal)).map((one) => [keyOf(one), one]));
  return new Map(objects.map((object) => [object, standingOf(there.get(keyOf(object)), object, project)]));
}

/** The trial may have gone well and this not: a quota is used up meanwhile, a webhook decides otherwise, the connection is lost. */
async function applyOrTakeBack(
  { client, objects, following }: Making,
  made: readonly KubernetesObject[],
): Promise<void> {
  try {
    await apply(client, objects, { dryRun: false, signal: following });
  } catch (error) {
    const { code, message } = error as ClusterError;
    try {
      await insist(following, () => removeObjects(client, made, { wait: false, signal: following }));
    } catch {
      throw error;
    }
    throw new ClusterError(code ?? 'failed', message, 'What was applied of it was removed again.');
  }
}

function foreignError(objects: readonly KubernetesObject[], { place }: ClusterClient): ClusterError {
  const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join(', ');
  return new ClusterError(
    'refused',
    `namespace ${place.namespace} of ${place.context} has ${names}, which this project did not make`,
    'Nothing was applied. --namespace names another one.',
  );
}

async function deleteAndWait(client: ClusterClient, name: string, signal: AbortSignal): Promise<void> {
  await deletePod(client, name, undefined, signal);
  while (!signal.aborted && (await findPod(client, name, signal)))
    await delay(goneEveryMs, undefined, { signal }).catch(() => {});
}

/** How often it is looked whether a pod is gone, in milliseconds. */
const goneEveryMs = 250;
