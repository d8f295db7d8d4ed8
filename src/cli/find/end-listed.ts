import { findRuns } from '../../control/find.ts';
import type { ListedPod } from '../../docker/list.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import { defaultSettings } from '../../lifecycle/state/settings.ts';
import { type EndOutcome, endPod } from '../../run/end-pod.ts';
import { skeletonPod } from '../../run/skeleton-pod.ts';
import { systemClock } from '../../supervisor/clock.ts';
import { createJournal } from '../../supervisor/journal.ts';
import { identityFor, meeting, surroundings } from '../run-wiring.ts';
import { tellEvent } from '../show/tell-event.ts';
import { version } from '../version.ts';

/** Stops one pod in order, telling its progress on stderr, and removes what is left of it. */
export async function endListed(
  connection: Connection,
  listed: ListedPod,
  request: { readonly reason: string; readonly graceSeconds?: number },
  signal: AbortSignal,
): Promise<EndOutcome> {
  const { project } = listed;
  const { createEngine } = await import('../../docker/engine.ts');
  const pod = listed.spec ?? skeletonPod(listed.pod, listed.containers);
  const journal = createJournal(project, systemClock.wall);
  journal.subscribe(tellEvent);
  const engine = createEngine({
    docker: connection.docker,
    project,
    pod,
    version,
    images: { holder: '' },
    identity: identityFor('down'),
  });
  try {
    return await endPod(
      { ...request, pod },
      {
        ...surroundings,
        engine,
        journal,
        settings: defaultSettings,
        findRuns: () => findRuns(meeting(connection, project)),
        tell: tellEvent,
      },
      signal,
    );
  } finally {
    engine.release();
  }
}
