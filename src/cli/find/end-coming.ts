import { type FoundRun, findRuns } from '../../control/find.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import { askForDown } from '../../run/ask-for-down.ts';
import { meeting, surroundings } from '../run-wiring.ts';
import { tellEvent } from '../show/tell-event.ts';

/**
 * Ends each `up` of a project that is about to make pods of which nothing may be on the engine yet, e.g. because it makes them anew. One that
 * begins afterwards is another matter: it waits for `down`.
 * @param names all pods when there is none.
 * @returns the pods that do not come any more.
 */
export async function endComing(
  connection: Connection,
  names: readonly string[],
  project: string | undefined,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (project === undefined) return [];
  const pods = new Set<string>();
  for (let isLost = true; isLost && !signal.aborted; ) {
    const runs = await findRuns(meeting(connection, project));
    const there = new Set(runs.length === 0 ? [] : await podsOn(connection, project, signal));
    try {
      const ended = await Promise.all(runs.map((run) => endOne(run, there, names, signal)));
      for (const pod of ended.flatMap((one) => one.coming)) pods.add(pod);
      // It may have handed its pods to a run that it leaves behind.
      isLost = ended.some((one) => one.isLost);
    } finally {
      for (const run of runs) if (run.is === 'there') run.client.close();
    }
  }
  return [...pods];
}

async function podsOn(
  { docker }: Connection,
  project: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { listPods } = await import('../../docker/list.ts');
  return (await listPods(docker, project, signal)).map(({ pod }) => pod);
}

interface EndedRun {
  /** The pods that it was about to make. */
  readonly coming: readonly string[];
  /** It went away before it had answered for all of them. */
  readonly isLost: boolean;
}

async function endOne(
  run: FoundRun,
  there: ReadonlySet<string>,
  names: readonly string[],
  signal: AbortSignal,
): Promise<EndedRun> {
  if (run.is !== 'there') return { coming: [], isLost: false };
  const { pause, say } = surroundings;
  // One that it has begun with may still have nothing on the engine.
  const making = run.pods.filter((pod) => !there.has(pod));
  const coming = [...run.coming, ...making].filter((pod) => names.length === 0 || names.includes(pod));
  let isLost = false;
  for (const pod of coming) {
    say(`pid ${run.pid} was about to make pod ${pod}: it is asked to end`);
    const request = { pod, reason: 'outrider down' };
    const reached = await askForDown(run.client, request, { tell: tellEvent, pause }, signal);
    if (reached === 'lost') isLost = true;
  }
  return { coming, isLost };
}
