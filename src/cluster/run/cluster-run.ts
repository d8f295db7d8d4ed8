import { setTimeout as delay } from 'node:timers/promises';
import type { Journal } from '../../supervisor/journal.ts';
import type { PodObject } from '../read/objects.ts';
import type { ClusterClient } from '../transport/client.ts';
import { ClusterError } from '../transport/cluster-error.ts';
import { apply, checkRelease, findPod } from './apply.ts';
import { followPods } from './follow-pods.ts';
import { isOf, isWorkload, type KubernetesObject, marked, standingOf, wantedOf } from './objects.ts';
import { endOf, isOver, type PodEnd } from './outcome.ts';
import { deletePod, removeObjects } from './remove.ts';

export interface ClusterRunRequest {
  readonly project: string;
  readonly objects: readonly KubernetesObject[];
  /** Whether a pod of it has a native sidecar. */
  readonly hasSidecars: boolean;
}

export interface ClusterRunPorts {
  readonly client: ClusterClient;
  readonly journal: Journal;
  /** Tells a person what is waited for. */
  readonly say: (words: string) => void;
}

export type ClusterOutcome =
  | { readonly is: 'ended'; readonly pods: readonly PodEnd[] }
  | { readonly is: 'interrupted'; readonly killed: boolean }
  /** The pods go on. */
  | { readonly is: 'left' };

/** The pods of one `up --context`, from outside. */
export interface ClusterRun {
  /** Deletes the pods, which the kubelet then stops in order; what comes after it can only shorten it. */
  stop(reason: string, graceSeconds?: number): void;
  kill(reason: string): void;
  leave(): void;
  /** Settles when everything is applied; never when it cannot be. */
  readonly applied: Promise<void>;
  /** @throws ClusterError, by rejection. */
  readonly ended: Promise<ClusterOutcome>;
}

/**
 * The way of a run on a cluster: look → try → apply → follow to the end → remove.
 *
 *   check release ─▶ look at the pods ─▶ apply as a dry run ─▶ delete what has changed ─▶ apply ─▶ follow ─▶ delete ─▶ remove the rest
 *                     └─ foreign: refused    └─ refused: nothing was applied
 */
export function startClusterRun(request: ClusterRunRequest, ports: ClusterRunPorts): ClusterRun {
  const leaving = new AbortController();
  let tellApplied = (): void => {};
  const applied = new Promise<void>((resolve) => {
    tellApplied = resolve;
  });
  const run: Running = {
    tellApplied,
    ports,
    request,
    objects: marked(request.objects, request.project),
    making: new AbortController(),
    following: new AbortController(),
    ends: new Map(),
    isApplied: false,
    asked: undefined,
  };
  const left = new Promise<ClusterOutcome>((resolve) => {
    leaving.signal.addEventListener('abort', () => resolve({ is: 'left' }), { once: true });
  });
  const ask = (asked: Asked): void => {
    // A kill is no longer than a stop, so it may come after one; the other way round nothing changes.
    if (run.asked?.is === 'kill') return;
    run.asked = asked;
    run.making.abort();
    run.onAsked?.();
  };
  const ended = Promise.race([toTheEnd(run), left]).finally(() => run.following.abort());
  ended.catch(() => {});
  return {
    stop: (reason, graceSeconds) => ask({ is: 'stop', reason, graceSeconds }),
    kill: (reason) => ask({ is: 'kill', reason, graceSeconds: 1 }),
    leave: () => leaving.abort(),
    applied,
    ended,
  };
}

interface Asked {
  readonly is: 'stop' | 'kill';
  readonly reason: string;
  readonly graceSeconds: number | undefined;
}

interface Running {
  readonly ports: ClusterRunPorts;
  readonly tellApplied: () => void;
  readonly request: ClusterRunRequest;
  /** With their marks. */
  readonly objects: readonly KubernetesObject[];
  /** Aborted when the run is to end: nothing more is looked at, tried or waited for. */
  readonly making: AbortController;
  readonly following: AbortController;
  readonly ends: Map<string, PodEnd>;
  /** Whether anything of this run may be on the cluster. */
  isApplied: boolean;
  asked: Asked | undefined;
  onAsked?: () => void;
}

async function toTheEnd(run: Running): Promise<ClusterOutcome> {
  try {
    await makeThem(run);
  } catch (error) {
    // What was given up because the run is to end is no failure.
    if (!run.asked) throw error;
  }
  if (run.isApplied) {
    await followToEnd(run);
    const others = run.objects.filter((object) => !isPod(object) && !isClaim(object));
    await removeObjects(run.ports.client, others, { wait: true, signal: run.following.signal });
  }
  if (run.asked) return { is: 'interrupted', killed: run.asked.is === 'kill' };
  return { is: 'ended', pods: [...run.ends.values()] };
}

const isPod = ({ kind }: KubernetesObject): boolean => kind === 'Pod';
/** Claims are data: they stay until they are asked for. */
const isClaim = ({ kind }: KubernetesObject): boolean => kind === 'PersistentVolumeClaim';

/** Puts the objects on the cluster. A problem leaves nothing half applied: what this run has made is removed again. */
async function makeThem(run: Running): Promise<void> {
  const { ports, request, objects } = run;
  const { client, say } = ports;
  const { signal } = run.making;
  if (request.hasSidecars) await checkRelease(client, signal);
  const pods = objects.filter(isPod);
  const there = await Promise.all(pods.map(({ metadata }) => findPod(client, metadata.name, signal)));
  const standings = pods.map((pod, index) => standingOf(there[index], pod, request.project));
  const foreign = pods.find((_pod, index) => standings[index] === 'foreign');
  if (foreign) throw foreignError(foreign.metadata.name, client);
  const changed = pods.filter((_pod, index) => standings[index] === 'changed');
  // Fields of a pod cannot be changed, so one that has changed is no candidate for the trial.
  const tried = objects.filter((object) => !changed.includes(object));
  await apply(client, tried, { dryRun: true, signal });
  for (const { metadata } of changed) say(`pod ${metadata.name} is made anew: it has ended, or has changed`);
  await Promise.all(changed.map(({ metadata }) => deleteAndWait(client, metadata.name, signal)));
  if (signal.aborted) return;
  run.isApplied = true;
  try {
    // An apply that is under way is not given up in the middle, so that it is known what there is to remove.
    await apply(client, objects, { dryRun: false, signal: run.following.signal });
    run.tellApplied();
  } catch (error) {
    const own = pods.filter((_pod, index) => standings[index] !== 'asWanted');
    await removeObjects(client, own, { wait: false, signal: run.following.signal }).catch(() => {});
    throw error;
  }
}

function foreignError(name: string, { place }: ClusterClient): ClusterError {
  return new ClusterError(
    'refused',
    `namespace ${place.namespace} of ${place.context} has a pod ${name}, which is not of this project`,
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

/** How long pods may take to go once they were killed, in milliseconds. */
const killedMs = 15_000;

/** Follows the pods until each has ended, then deletes them; a request to stop deletes them at once. */
function followToEnd(run: Running): Promise<void> {
  const { request, ports, objects, following, ends } = run;
  const { client, journal } = ports;
  const { signal } = following;
  const wanted = wantedOf(objects);
  const there = new Map<string, string>();
  let isRemoving = false;
  return new Promise((resolve, reject) => {
    const remove = async (graceSeconds: number | undefined): Promise<void> => {
      isRemoving = true;
      // What makes pods would make them again.
      await removeObjects(client, objects.filter(isWorkload), { wait: false, signal });
      await Promise.all([...there.values()].map((name) => deletePod(client, name, graceSeconds, signal)));
      if (there.size === 0) resolve();
    };
    const onPod = (pod: PodObject, is: 'there' | 'gone'): void => {
      const { name, uid } = pod.metadata;
      if (is === 'there') there.set(uid, name);
      else there.delete(uid);
      const end = endOf(pod, is);
      if (end && !ends.has(name)) ends.set(name, end);
      if (!isRemoving && isOver(wanted, [...ends.values()])) remove(undefined).catch(reject);
      if (isRemoving && there.size === 0) resolve();
    };
    const onAsked = (): void => {
      remove(run.asked!.graceSeconds).catch(reject);
      if (run.asked!.is === 'kill') void afterKill(signal).then(() => reject(stillThere(there, client)));
    };
    const onRead = (): void => {
      run.onAsked = onAsked;
      if (run.asked) onAsked();
    };
    followPods(
      { client, project: request.project, journal, isWanted: isOf(objects), onPod, onRead },
      signal,
    ).catch(reject);
  });
}

function afterKill(signal: AbortSignal): Promise<void> {
  return delay(killedMs, undefined, { signal }).catch(() => {});
}

/** A node that is away, or a finalizer, keeps a pod for as long as it likes. */
function stillThere(pods: ReadonlyMap<string, string>, { place }: ClusterClient): ClusterError {
  const names = [...pods.values()];
  return new ClusterError(
    'failed',
    `${place.context} still has ${names.join(', ')}, though it was told to remove ${names.length === 1 ? 'it' : 'them'}`,
    `\`kubectl --context ${place.context} --namespace ${place.namespace} describe pod ${names[0]}\` tells what keeps it.`,
  );
}
