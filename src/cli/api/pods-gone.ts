import { setTimeout as delay } from 'node:timers/promises';
import { findRuns } from '../../control/find.ts';
import { listPods } from '../../docker/list.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import { meeting } from '../run-wiring.ts';
import type { Scope } from './server-folder.ts';

/** How often it is looked whether there are pods, in milliseconds. */
const lookEveryMs = 2_000;

/** `kubectl delete` and `kubectl apply` in a row are typed by hand: the server is there for both. In milliseconds. */
const lingerMs = 15_000;

/**
 * Settles when no pod of the scope has been there for some seconds, nor a run that is about to make one. An engine that does not
 * answer shows neither that there are pods nor that there are none.
 */
export async function podsGone(connection: Connection, scope: Scope, signal: AbortSignal): Promise<void> {
  let emptySince: number | undefined;
  while (!signal.aborted) {
    const any = await hasPods(connection, scope, signal).catch(() => true);
    if (any) emptySince = undefined;
    else emptySince ??= performance.now();
    if (emptySince !== undefined && performance.now() - emptySince >= lingerMs) return;
    await delay(lookEveryMs, undefined, { signal }).catch(() => {});
  }
}

/** Whether a pod of the scope is on the engine, or coming. */
export async function hasPods(connection: Connection, scope: Scope, signal: AbortSignal): Promise<boolean> {
  const project = 'project' in scope ? scope.project : undefined;
  if ((await listPods(connection.docker, project, signal)).length > 0) return true;
  if (project === undefined) return false;
  const runs = await findRuns(meeting(connection, project));
  for (const run of runs) if (run.is === 'there') run.client.close();
  return runs.some((run) => run.is !== 'there' || run.pods.length + run.coming.length > 0);
}
