import { findRuns } from '../../control/find.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import type { Pod } from '../../pod/model.ts';
import { fetchImages } from '../../run/images.ts';
import { updateRunning } from '../../run/update-running.ts';
import { systemClock } from '../../supervisor/clock.ts';
import { createJournal } from '../../supervisor/journal.ts';
import type { Engine } from '../../supervisor/ports.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import type { Supervised } from '../find/find-supervised.ts';
import { meeting, surroundings } from '../run-wiring.ts';
import { tellEvent } from '../show/tell-event.ts';

interface Update {
  readonly project: string;
  readonly connection: Connection;
  /** It is needed for what is fetched only, so the rest does not wait for it. */
  readonly engineFor: Promise<(pod: Pod) => Engine>;
  readonly signal: AbortSignal;
}

/** A pod that another run goes on supervising, and what it is to be now. */
export interface Updated extends Supervised {
  readonly wanted: Pod;
}

/**
 * Gives the runs that supervise some of the pods the file as it is now.
 * @returns the pods that another run goes on supervising.
 * @throws Failure when an image cannot be had; nothing has changed then.
 */
export async function update(
  pods: readonly Pod[],
  { project, connection, engineFor, signal }: Update,
): Promise<readonly Updated[]> {
  const { pause, say } = surroundings;
  const place = meeting(connection, project);
  const journal = createJournal(project, systemClock.wall);
  const ports = {
    findRuns: () => findRuns(place),
    fetch: async (some: readonly Pod[]) => fetchImages(some, await engineFor, journal, signal),
    tell: tellEvent,
    pause,
    say,
  };
  const outcome = await updateRunning(pods, ports, signal);
  if (outcome.is === 'noImages') throw new Failure(exitCodes.failure, outcome.problems.join('\n'));
  return outcome.pods.map(({ wanted, client, state }) => ({
    ...{ project, wanted, state },
    pod: wanted.name,
    control: client,
    pid: client.greeting.pid,
  }));
}
