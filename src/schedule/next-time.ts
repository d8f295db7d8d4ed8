import { Cron } from 'croner';
import type { Schedule } from './parse-schedule.ts';

/**
 * The first moment after `after` at which the schedule is due, both in milliseconds since the epoch. Undefined for a schedule that is never
 * due, such as 30 February.
 *
 * @param timeZone of the IANA database; without it that of this machine, as the controller manager takes its own.
 */
export function nextTime(
  schedule: Schedule,
  timeZone: string | undefined,
  after: number,
): number | undefined {
  if (schedule.by === 'interval') return after - (after % 1000) + schedule.everyMs;
  const cron = new Cron(schedule.pattern, {
    paused: true,
    ...(timeZone !== undefined && { timezone: timeZone }),
  });
  return cron.nextRun(new Date(after))?.getTime();
}

/** Whether the IANA database has the zone. `Local` is none, as for the API server. */
export function isTimeZone(name: string): boolean {
  try {
    return name.toLowerCase() !== 'local' && Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
