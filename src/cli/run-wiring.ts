import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type MeetingPlace, meetingPlace } from '../control/place.ts';
import { ownIdentity, signalRun, standingOf } from '../control/process.ts';
import type { Connection } from '../docker/transport/connect.ts';
import type { Neighbours } from '../run/claim.ts';
import type { RunPorts } from '../run/run.ts';
import { createCapturer } from '../supervisor/capture/apply-capture.ts';
import { systemClock } from '../supervisor/clock.ts';
import type { RunIdentity } from '../supervisor/ports.ts';
import { harmlessLines } from './output/harmless.ts';
import { version } from './version.ts';

/** Where the runs of a project meet on this machine. */
export function meeting({ info }: Connection, project: string): MeetingPlace {
  return meetingPlace(process.env, { project, engine: info.address });
}

/** How this process names itself in the locks that it takes. */
export function identityFor(task: RunIdentity['task']): RunIdentity {
  return ownIdentity(randomBytes(8).toString('hex'), version, task);
}

export const neighbours: Neighbours = { standing: standingOf, signal: signalRun };

/** What every run of this process needs of the world, besides an engine and a journal. */
export const surroundings: Pick<
  RunPorts,
  'capturer' | 'clock' | 'looksInside' | 'neighbours' | 'pause' | 'say'
> = {
  capturer: createCapturer(() => randomBytes(16).toString('hex')),
  clock: systemClock,
  looksInside: true,
  neighbours,
  pause: (ms) => delay(ms),
  say: (words) => void process.stderr.write(harmlessLines(`outrider: ${words}\n`)),
};
