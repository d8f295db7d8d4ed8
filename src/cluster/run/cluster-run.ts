import { setTimeout as delay } from 'node:timers/promises';
import type { Journal } from '../../supervisor/journal.ts';
import type { PodObject } from '../read/objects.ts';
import type { ClusterClient } from '../transport/client.ts';
import { ClusterError } from '../transport/cluster-error.ts';
import { followPods } from './follow-pods.ts';
import { insist } from './insist.ts';
import { makeObjects } from './make.ts';
import { isOf, isWorkload, type KubernetesObject, marked, wantedOf } from './objects.ts';
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
  const { ports, request } = run;
  try {
    await makeObjects({
      client: ports.client,
      say: ports.say,
      project: request.project,
      hasSidecars: request.hasSidecars,
      objects: run.objects,
      signal: run.making.signal,
      following: run.following.signal,
      onApply: () => {
        run.isApplied = true;
      },
    });
    run.tellApplied();
  } catch (error) {
    // What was given up because the run is to end is no failure.
    if (!run.asked) throw error;
  }
  if (run.isApplied) await followAndRemove(run);
  if (run.asked) return { is: 'interrupted', killed: run.asked.is === 'kill' };
  return { is: 'ended', pods: [...run.ends.values()] };
}

async function followAndRemove(run: Running): Promise<void> {
  const { client } = run.ports;
  const { signal } = run.following;
  try {
    await followToEnd(run);
    const others = run.objects.filter((object) => !isPod(object) && !isClaim(object));
    await insist(signal, () => removeObjects(client, others, { wait: true, signal }));
  } catch (error) {
    throw error instanceof ClusterError && isOfConnection(error) ? stays(error, run) : error;
  }
}

/** Nothing more can be asked of the cluster, so what is there stays there. */
function isOfConnection({ code }: ClusterError): boolean {
  return code === 'unreachable' || code === 'unauthenticated' || code === 'forbidden';
}

function stays({ code, message }: ClusterError, { ports, request }: Running): ClusterError {
  const { context, namespace } = ports.client.place;
  return new ClusterError(
    code,
    message,
    `What was applied may still be there. \`outrider -p ${request.project} --context ${context} --namespace ${namespace} down\` removes it.`,
  );
}

const isPod = ({ kind }: KubernetesObject): boolean => kind === 'Pod';
/** Claims are data: they stay until they are asked for. */
const isClaim = ({ kind }: KubernetesObject): boolean => kind === 'PersistentVolumeClaim';

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
      await insist(signal, () => removeObjects(client, objects.filter(isWorkload), { wait: false, signal }));
      await Promise.all(
        [...there.values()].map((name) =>
          insist(signal, () => deletePod(client, name, graceSeconds, signal)),
        ),
      );
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
