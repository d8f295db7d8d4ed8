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
  const runs = await findRuns(meeting(connection, project));
  try {
    const ended = await Promise.all(runs.map((run) => endOne(run, names, signal)));
    return [...new Set(ended.flat())];
  } finally {
    for (const run of runs) if (run.is === 'there') run.client.close();
  }
}

async function endOne(
  run: FoundRun,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (run.is !== 'there') return [];
  const { pause, say } = surroundings;
  const coming = run.coming.filter((pod) => names.length === 0 || names.includes(pod));
  for (const pod of coming) {
    say(`pid ${run.pid} was about to make pod ${pod}: it is asked to end`);
    await askForDown(run.client, { pod, reason: 'outrider down' }, { tell: tellEvent, pause }, signal);
  }
  return coming;
}
