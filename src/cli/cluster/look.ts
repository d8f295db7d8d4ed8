import type { PodObject } from '../../cluster/read/objects.ts';
import { podChanges } from '../../cluster/read/pod-changes.ts';
import { podsPath, projectLabel } from '../../cluster/run/names.ts';
import type { ClusterClient } from '../../cluster/transport/client.ts';
import type { OutriderEvent } from '../../events/types.ts';
import { systemClock } from '../../supervisor/clock.ts';
import { createJournal } from '../../supervisor/journal.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';

export interface ProjectChoice {
  readonly projectName?: string;
  readonly all?: boolean;
}

/** A pod of Outrider's on a cluster. */
export interface ClusterPod {
  readonly project: string;
  readonly pod: string;
  readonly object: PodObject;
}

/**
 * The pods that a command is about: those of the project that is named, else of the only project that there is in the namespace.
 * @throws Failure as `choosePods` does for an engine.
 */
export async function podsOnCluster(
  client: ClusterClient,
  names: readonly string[],
  { projectName, all = false }: ProjectChoice,
  signal: AbortSignal,
): Promise<readonly ClusterPod[]> {
  const named = projectName ?? process.env['OUTRIDER_PROJECT'];
  const { items } = await client.get<{ readonly items: readonly PodObject[] }>(
    podsPath(client.place, all ? undefined : named),
    signal,
  );
  const found = items.map((object) => ({
    project: object.metadata.labels?.[projectLabel] ?? '',
    pod: object.metadata.name,
    object,
  }));
  const chosen = names.length === 0 ? found : found.filter(({ pod }) => names.includes(pod));
  const unknown = names.filter((name) => !chosen.some(({ pod }) => pod === name));
  const where = `namespace ${client.place.namespace} of ${client.place.context}`;
  if (unknown.length > 0)
    throw new Failure(
      exitCodes.failure,
      `${where} has no pod ${unknown.join(', ')} of Outrider's`,
      found.length === 0 ? undefined : `There is ${found.map(({ pod }) => pod).join(', ')}.`,
    );
  const projects = [...new Set(chosen.map(({ project }) => project))];
  if (projects.length > 1 && !all && named === undefined)
    throw new Failure(
      exitCodes.usage,
      `${where} has pods of several projects: ${projects.join(', ')}`,
      'Name one with --project-name.',
    );
  return chosen;
}

/** @throws Failure when there is none. */
export function someOf<T>(pods: readonly T[], { place }: ClusterClient): readonly T[] {
  if (pods.length > 0) return pods;
  throw new Failure(
    exitCodes.failure,
    `no pod of Outrider's is in namespace ${place.namespace} of ${place.context}`,
  );
}

/** What the cluster shows of pods now, as the events that lead there. */
export function eventsOf(pods: readonly ClusterPod[]): readonly OutriderEvent[] {
  return pods.flatMap(({ project, object }) => {
    const journal = createJournal(project, systemClock.wall);
    return podChanges(undefined, object).map(({ body, time }) =>
      journal.append(object.metadata.name, body, time),
    );
  });
}
