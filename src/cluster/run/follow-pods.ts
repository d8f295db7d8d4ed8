import { setTimeout as delay } from 'node:timers/promises';
import type { EventBody } from '../../events/types.ts';
import type { Journal } from '../../supervisor/journal.ts';
import { statusesOf } from '../read/containers.ts';
import { followList } from '../read/follow-list.ts';
import { followLog, type LogCursor } from '../read/follow-logs.ts';
import type { PodObject, ReportedEvent } from '../read/objects.ts';
import { podChanges } from '../read/pod-changes.ts';
import { reportedChange } from '../read/reported.ts';
import type { ClusterClient } from '../transport/client.ts';
import { eventsPath, podsPath } from './names.ts';

/** Waits between tries, in milliseconds: from a fifth of a second to ten. */
const waits = [200, 500, 1000, 2000, 5000, 10_000];

export interface FollowRequest {
  readonly client: ClusterClient;
  readonly project: string;
  readonly journal: Journal;
  /** Which pods are meant; without it all of the project. */
  readonly isWanted?: (pod: PodObject) => boolean;
  /** Called after each change was told. A pod that is gone comes with its last state. */
  readonly onPod?: (pod: PodObject, is: 'there' | 'gone') => void;
  /** Called when the pods that are there now have been told. */
  readonly onRead?: () => void;
  /** RFC 3339 with nine decimals: lines from then on only. */
  readonly linesSince?: string;
  /** Only the states: no lines, and no events of other components. */
  readonly quiet?: boolean;
}

/**
 * Tells the journal what happens to the pods of a project on a cluster, their containers' lines included, until the signal aborts.
 * Invariant: a line is told before its container's pod is told removed, where the cluster still has it.
 * @throws ClusterError when the pods cannot be listed.
 */
export async function followPods(request: FollowRequest, signal: AbortSignal): Promise<void> {
  const { client, project, journal } = request;
  const pods = createKnownPods(request, signal);
  const pause = pauseUntil(signal);
  // A person who may read pods and not events loses the events, and nothing else.
  const events = request.quiet ? undefined : followEvents(request, pods, signal).catch(() => {});
  for await (const change of followList<PodObject>(client, podsPath(client.place, project), signal, pause)) {
    if (change.is === 'there') pods.there(change.object);
    else if (change.is === 'gone') await pods.gone(change.object);
    else if (change.is === 'read') request.onRead?.();
    else for (const name of pods.names()) journal.append(name, wordsFor(change.is, client.place.context));
  }
  await events;
}

function wordsFor(is: 'lost' | 'back', context: string) {
  const message =
    is === 'lost'
      ? `${context} does not answer; it is asked again, and the pod goes on meanwhile`
      : `${context} answers again`;
  return { type: 'Warning', message } as const;
}

interface KnownPods {
  there(pod: PodObject): void;
  gone(pod: PodObject): Promise<void>;
  names(): readonly string[];
  byUid(uid: string): PodObject | undefined;
}

function createKnownPods(
  { client, journal, isWanted = () => true, onPod, quiet, linesSince }: FollowRequest,
  signal: AbortSignal,
): KnownPods {
  const known = new Map<string, PodObject>();
  const logs = createLogs({ client, journal, linesSince }, (uid) => known.get(uid), signal);
  const tell = (pod: PodObject): void => {
    const before = known.get(pod.metadata.uid);
    known.set(pod.metadata.uid, pod);
    // The first state tells what was before; what follows happens now, by the clock that stamps everything else.
    for (const { body, time } of podChanges(before, pod))
      journal.append(pod.metadata.name, body, before ? undefined : time);
    if (!quiet) logs.follow(pod);
  };
  return {
    there: (pod) => {
      if (!isWanted(pod)) return;
      tell(pod);
      onPod?.(pod, 'there');
    },
    gone: async (pod) => {
      if (!isWanted(pod)) return;
      tell(pod);
      await logs.finish(pod.metadata.uid);
      known.delete(pod.metadata.uid);
      journal.append(pod.metadata.name, { type: 'PodRemoved' });
      onPod?.(pod, 'gone');
    },
    names: () => [...known.values()].map(({ metadata }) => metadata.name),
    byUid: (uid) => known.get(uid),
  };
}

/** How long a log may take to its end once its pod is gone, in milliseconds. */
const lastLinesMs = 3000;

function createLogs(
  {
    client,
    journal,
    linesSince,
  }: { readonly client: ClusterClient; readonly journal: Journal; readonly linesSince: string | undefined },
  latest: (uid: string) => PodObject | undefined,
  signal: AbortSignal,
) {
  const reading = new Map<string, Promise<void>>();
  const cursors = new Map<string, LogCursor>();
  const newCursor = (): LogCursor => ({ last: linesSince ?? '', toldAtLast: 0 });
  const cursorOf = (key: string): LogCursor => {
    const cursor = cursors.get(key) ?? newCursor();
    cursors.set(key, cursor);
    return cursor;
  };
  const read = async (
    pod: PodObject,
    container: string,
    attempt: number,
    previous: boolean,
  ): Promise<void> => {
    const { namespace, name, uid } = pod.metadata;
    const isRunning = (): boolean => {
      const now = statusesOf(latest(uid)).get(container);
      return now?.restartCount === attempt && now.state?.running !== undefined;
    };
    const instance = { container, attempt, previous, isRunning };
    const cursor = previous ? newCursor() : cursorOf(`${uid} ${container}`);
    const place = { namespace, pod: name };
    const pause = pauseUntil(signal);
    for await (const { time, line } of followLog(client, place, instance, cursor, {
      signal,
      pause: () => pause(2),
    })) {
      await journal.ready();
      const body = { type: 'Log', container, attempt, stream: 'stdout', line, partial: false } as const;
      journal.append(name, body, time === '' ? undefined : time);
    }
  };
  return {
    follow(pod: PodObject): void {
      for (const { name, restartCount, state, lastState } of statusesOf(pod).values()) {
        const begin = (attempt: number, previous: boolean): void => {
          const key = `${pod.metadata.uid} ${name} ${attempt}`;
          if (attempt < 0 || reading.has(key)) return;
          reading.set(key, read(pod, name, attempt, previous));
        };
        if (lastState?.terminated && (state?.running || state?.terminated)) begin(restartCount - 1, true);
        if (state?.running || state?.terminated) begin(restartCount, false);
      }
    },
    async finish(uid: string): Promise<void> {
      const own = [...reading].filter(([key]) => key.startsWith(`${uid} `));
      await Promise.race([
        Promise.all(own.map(([, ended]) => ended)),
        delay(lastLinesMs, undefined, { signal }).catch(() => {}),
      ]);
      for (const [key] of own) reading.delete(key);
    },
  };
}

/** Pods of these names. */
export function named(names: readonly string[]): (pod: PodObject) => boolean {
  const wanted = new Set(names);
  return ({ metadata }) => wanted.has(metadata.name);
}

/** What other components report of the pods: probes, hooks, images, volumes, nodes. */
async function followEvents(
  { client, journal }: FollowRequest,
  pods: KnownPods,
  signal: AbortSignal,
): Promise<void> {
  const counts = new Map<string, number>();
  const warned = new Set<string>();
  for await (const change of followList<ReportedEvent>(
    client,
    eventsPath(client.place),
    signal,
    pauseUntil(signal),
  )) {
    if (change.is !== 'there') continue;
    const { metadata, involvedObject, count = 1 } = change.object;
    const pod = pods.byUid(involvedObject.uid ?? '');
    const isNew = (counts.get(metadata.uid) ?? 0) < count;
    counts.set(metadata.uid, count);
    if (!pod || !isNew) continue;
    const body = reportedChange(
      change.object,
      (container) => statusesOf(pod).get(container)?.restartCount ?? 0,
    );
    if (!body || isRepeated(warned, pod, body)) continue;
    journal.append(pod.metadata.name, body.type === 'ProbeFailed' ? { ...body, changed: count === 1 } : body);
  }
}

/** A warning that a component repeats is told once a pod. */
function isRepeated(warned: Set<string>, { metadata }: PodObject, body: EventBody): boolean {
  if (body.type !== 'Warning') return false;
  const key = `${metadata.uid} ${body.message}`;
  const isKnown = warned.has(key);
  warned.add(key);
  return isKnown;
}

function pauseUntil(signal: AbortSignal): (tries: number) => Promise<void> {
  return (tries) => delay(waits[Math.min(tries, waits.length - 1)]!, undefined, { signal }).catch(() => {});
}
