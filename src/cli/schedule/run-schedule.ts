import { type CronJob, type Decision, decide } from '../../schedule/decide.ts';
import type { Clock } from '../../supervisor/ports.ts';
import { createActiveRuns } from './active-runs.ts';
import type { ChildRun } from './child-run.ts';

interface SchedulePorts {
  /** A schedule is about the time of day: it goes by `wall`, and waits by `monotonic`. */
  readonly clock: Clock;
  /** Begins one run of a CronJob. */
  readonly start: (job: CronJob, run: string) => ChildRun;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** A clock that is set, or a laptop that has slept, is noticed within so many milliseconds. */
const lookAtLeastEveryMs = 10_000;

/** Runs a CronJob by its schedule until the signal aborts, and ends then the runs that go on. */
export async function runSchedule(job: CronJob, ports: SchedulePorts): Promise<void> {
  const { clock, say, signal } = ports;
  const bell = createBell(clock, signal);
  const runs = createActiveRuns((run, how) => {
    say(`${run}: ${how}`);
    bell.ring();
  });
  let lastDue = clock.wall();
  let told = '';
  while (!signal.aborted) {
    const now = clock.wall();
    const decision = decide(job, { lastDue, active: runs.names() }, now);
    if (decision.do === 'start') await runs.end(decision.replaces);
    const words = inWords(job, decision);
    if (words !== told) say(words);
    told = words;
    if (decision.do === 'wait' || decision.do === 'hold') {
      await bell.heard(decision.do === 'wait' && decision.at !== undefined ? decision.at - now : undefined);
      continue;
    }
    lastDue = decision.due;
    if (decision.do === 'start' && !signal.aborted) runs.add(decision.run, ports.start(job, decision.run));
  }
  await runs.end(runs.names());
}

function inWords({ name, suspended }: CronJob, decision: Decision): string {
  switch (decision.do) {
    case 'start':
      return `${decision.run}: begins, due at ${timeOf(decision.due)}`;
    case 'miss':
      return `${name}: missed the run of ${timeOf(decision.due)}: its starting deadline has passed`;
    case 'hold':
      return `${name}: the run of ${timeOf(decision.due)} waits for the one that goes on (concurrencyPolicy Forbid)`;
    case 'wait':
      if (decision.at !== undefined) return `${name}: the next run is at ${timeOf(decision.at)}`;
      return suspended ? `${name}: it is suspended, so nothing is run` : `${name}: it is never due`;
  }
}

function timeOf(moment: number): string {
  return new Date(moment).toISOString().replace('.000Z', 'Z');
}

/** Wakes a schedule that waits. */
function createBell(clock: Clock, signal: AbortSignal) {
  let ring = (): void => {};
  return {
    ring: () => ring(),
    /** Until somebody rings, the signal aborts or so much time has passed; undefined for without end. */
    heard: (afterMs: number | undefined): Promise<void> =>
      new Promise((resolve) => {
        const delay = Math.min(Math.max(0, afterMs ?? 0), lookAtLeastEveryMs);
        const cancel = afterMs === undefined ? () => {} : clock.at(clock.monotonic() + delay, () => ring());
        ring = () => {
          cancel();
          signal.removeEventListener('abort', ring);
          resolve();
        };
        signal.addEventListener('abort', ring, { once: true });
        if (signal.aborted) ring();
      }),
  };
}
