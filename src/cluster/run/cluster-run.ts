import type { Journal } from '../../supervisor/journal.ts';
import type { PodObject } from '../read/objects.ts';
import type { ClusterClient } from '../transport/client.ts';
import { ClusterError } from '../transport/cluster-error.ts';
import {
  apply,
  checkRelease,
  findPod,
  type KubernetesObject,
  marked,
  standingOf,
  wantedOf,
} from './apply.ts';
import { followPods } from './follow-pods.ts';
import { endOf, isOver, type PodEnd, type Wanted } from './outcome.ts';
import { deletePod, removeRest, removeWorkloads } from './remove.ts';

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
  const run: Running = {
    request,
    ports,
    following: new AbortController(),
    ends: new Map(),
    asked: undefined,
  };
  const left = new Promise<ClusterOutcome>((resolve) => {
    leaving.signal.addEventListener('abort', () => resolve({ is: 'left' }), { once: true });
  });
  const ask = (asked: Asked): void => {
    // A kill is no longer than a stop, so it may come after one; the other way round nothing changes.
    if (run.asked?.is === 'kill') return;
    run.asked = asked;
    run.onAsked?.();
  };
  const ended = Promise.race([toTheEnd(run), left]).finally(() => run.following.abort());
  ended.catch(() => {});
  return {
    stop: (reason, graceSeconds) => ask({ is: 'stop', reason, graceSeconds }),
    kill: (reason) => ask({ is: 'kill', reason, graceSeconds: 1 }),
    leave: () => leaving.abort(),
    ended,
  };
}

interface Asked {
  readonly is: 'stop' | 'kill';
  readonly reason: string;
  readonly graceSeconds: number | undefined;
}

interface Running {
  readonly request: ClusterRunRequest;
  readonly ports: ClusterRunPorts;
  readonly following: AbortController;
  readonly ends: Map<string, PodEnd>;
  asked: Asked | undefined;
  onAsked?: () => void;
}

async function toTheEnd(run: Running): Promise<ClusterOutcome> {
  const { client } = run.ports;
  const { project, hasSidecars } = run.request;
  const { signal } = run.following;
  const objects = marked(run.request.objects, project);
  if (hasSidecars) await checkRelease(client, signal);
  await makeThem(run, objects, signal);
  await followToEnd(run, wantedOf(objects));
  await removeRest(client, project, false, new AbortController().signal);
  if (run.asked) return { is: 'interrupted', killed: run.asked.is === 'kill' };
  return { is: 'ended', pods: [...run.ends.values()] };
}

const isPod = ({ kind }: KubernetesObject): boolean => kind === 'Pod';

/** Puts the objects on the cluster. A problem leaves nothing half applied: what this run has made is removed again. */
async function makeThem(
  { ports, request }: Running,
  objects: readonly KubernetesObject[],
  signal: AbortSignal,
): Promise<void> {
  const { client, say } = ports;
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
  const wasEmpty = standings.every((standing) => standing === 'new');
  try {
    await apply(client, objects, { dryRun: false, signal });
  } catch (error) {
    if (wasEmpty)
      await removeRest(client, request.project, false, new AbortController().signal).catch(() => {});
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
    await new Promise((resolve) => void setTimeout(resolve, 250));
}

/** Follows the pods until each has ended, then deletes them; a request to stop deletes them at once. */
function followToEnd(run: Running, wanted: Wanted): Promise<void> {
  const { request, ports, following, ends } = run;
  const { client, journal } = ports;
  const { project } = request;
  const there = new Map<string, string>();
  let isRemoving = false;
  return new Promise((resolve, reject) => {
    const remove = async (graceSeconds: number | undefined): Promise<void> => {
      isRemoving = true;
      await removeWorkloads(client, project, following.signal);
      await Promise.all(
        [...there.values()].map((name) => deletePod(client, name, graceSeconds, following.signal)),
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
    const onAsked = (): void => void remove(run.asked!.graceSeconds).catch(reject);
    const onRead = (): void => {
      run.onAsked = onAsked;
      if (run.asked) onAsked();
    };
    followPods({ client, project, journal, onPod, onRead }, following.signal).catch(reject);
  });
}
