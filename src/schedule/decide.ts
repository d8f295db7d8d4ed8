import { nextTime } from './next-time.ts';
import type { Schedule } from './parse-schedule.ts';

/** A CronJob, as far as its schedule goes. */
export interface CronJob {
  readonly name: string;
  readonly namespace: string;
  readonly schedule: Schedule;
  readonly timeZone?: string;
  readonly concurrency: 'Allow' | 'Forbid' | 'Replace';
  /** How late a run may begin, in seconds; without it any time. */
  readonly startingDeadlineSeconds?: number;
  readonly suspended: boolean;
}

/** Moments are milliseconds since the epoch. */
export interface ScheduleState {
  /** When it was due last; at first, when the watching began. */
  readonly lastDue: number;
  /** The runs that go on. */
  readonly active: readonly string[];
}

export type Decision =
  /** Nothing is due. `at` is when to look again; undefined for never. */
  | { readonly do: 'wait'; readonly at: number | undefined }
  /** A run is due and must wait until those that go on have ended. */
  | { readonly do: 'hold'; readonly due: number }
  | { readonly do: 'start'; readonly run: string; readonly due: number; readonly replaces: readonly string[] }
  | { readonly do: 'miss'; readonly due: number };

/**
 * What is to be done for a CronJob now (kubernetes `pkg/controller/cronjob/cronjob_controllerv2.go`, syncCronJob): of several moments
 * that have passed the newest counts.
 */
export function decide(job: CronJob, { lastDue, active }: ScheduleState, now: number): Decision {
  if (job.suspended) return { do: 'wait', at: undefined };
  const due = newestDue(job, lastDue, now);
  if (due === undefined) return { do: 'wait', at: nextTime(job.schedule, job.timeZone, now) };
  const { startingDeadlineSeconds: deadline } = job;
  if (deadline !== undefined && due + deadline * 1000 < now) return { do: 'miss', due };
  if (job.concurrency === 'Forbid' && active.length > 0) return { do: 'hold', due };
  const replaces = job.concurrency === 'Replace' ? active : [];
  return { do: 'start', run: runName(job, due), due, replaces };
}

/** So many missed moments are looked at; what was missed longer ago makes no difference. */
const mostMissed = 100;

function newestDue(job: CronJob, lastDue: number, now: number): number | undefined {
  let due: number | undefined;
  let from = lastDue;
  for (let count = 0; ; count++) {
    if (count === mostMissed) from = Math.max(from, now - 60_000);
    const next = nextTime(job.schedule, job.timeZone, from);
    if (next === undefined || next > now || count > 2 * mostMissed) return due;
    due = next;
    from = next;
  }
}

/** The minute since the epoch makes the name (kubernetes `pkg/controller/cronjob/utils.go`, getJobName); of an interval, the second. */
function runName({ name, schedule }: CronJob, due: number): string {
  return `${name}-${Math.floor(due / (schedule.by === 'interval' ? 1000 : 60_000))}`;
}
