import { setTimeout as pause } from 'node:timers/promises';
import { findRuns } from './find.ts';
import type { MeetingPlace } from './place.ts';
import { processFacts } from './process.ts';

/** How often, and how many times, a process that was killed is looked at. */
const lookEveryMs = 20;
const looks = 100;

/**
 * Kills the runs of a project that a signal or a debugger has stopped. It is for a project of which nothing is left: such a run would
 * make its pods again if it went on. The socket names the process, and only its user can have made it there.
 * @returns the processes that were killed.
 */
export async function endFrozen(place: MeetingPlace): Promise<readonly number[]> {
  const runs = await findRuns(place);
  for (const run of runs) if (run.is === 'there') run.client.close();
  const frozen = runs.flatMap((run) => (run.is === 'silent' && run.stopped ? [run.pid] : []));
  for (const pid of frozen) process.kill(pid, 'SIGKILL');
  await Promise.all(frozen.map(untilGone));
  return frozen;
}

async function untilGone(pid: number): Promise<void> {
  for (let look = 0; look < looks; look++) {
    const facts = processFacts(pid);
    if (facts === undefined || facts.state === 'Z') return;
    await pause(lookEveryMs);
  }
}
