import { describe, expect, it } from '@jest/globals';
import { type CronJob, decide } from '../../../src/schedule/decide.ts';
import { isTimeZone, nextTime } from '../../../src/schedule/next-time.ts';
import { parseSchedule, type Schedule } from '../../../src/schedule/parse-schedule.ts';

function parsed(text: string): Schedule {
  const schedule = parseSchedule(text);
  if ('problem' in schedule) throw new Error(schedule.problem);
  return schedule;
}

function next(text: string, after: string, timeZone = 'Etc/UTC'): string | undefined {
  const at = nextTime(parsed(text), timeZone, Date.parse(after));
  return at === undefined ? undefined : new Date(at).toISOString();
}

describe('a schedule', () => {
  it.each([
    ['*/15 * * * *', '2026-11-28T08:00:00Z', '2026-11-28T08:15:00.000Z'],
    ['5/20 * * * *', '2026-11-28T08:30:00Z', '2026-11-28T08:45:00.000Z'],
    ['0 3 * * *', '2026-11-28T08:00:30Z', '2026-11-29T03:00:00.000Z'],
    ['0 8 ? * Mon-fri', '2026-11-28T08:00:00Z', '2026-11-30T08:00:00.000Z'],
    ['0 0 13 * 5', '2026-11-28T08:00:00Z', '2026-12-04T00:00:00.000Z'],
    ['0 0 1 JAN,jul *', '2026-11-28T08:00:00Z', '2027-01-01T00:00:00.000Z'],
    ['10-20/5,50 4 * * *', '2026-11-28T04:20:00Z', '2026-11-28T04:50:00.000Z'],
    ['@hourly', '2026-11-28T08:00:00Z', '2026-11-28T09:00:00.000Z'],
    ['@weekly', '2026-11-28T08:00:00Z', '2026-11-29T00:00:00.000Z'],
    ['@every 1m30s', '2026-11-28T08:00:00.400Z', '2026-11-28T08:01:30.000Z'],
    ['@every 0.1s', '2026-11-28T08:00:00Z', '2026-11-28T08:00:01.000Z'],
    ['0 0 30 2 *', '2026-11-28T08:00:00Z', undefined],
  ])('%s after %s is due at %s', (text, after, due) => {
    expect(next(text, after)).toBe(due);
  });

  it('is due by the clock of its time zone, in summer as in winter', () => {
    expect(next('30 6 * * *', '2026-11-28T00:00:00Z', 'Europe/Berlin')).toBe('2026-11-28T05:30:00.000Z');
    expect(next('30 6 * * *', '2026-07-01T00:00:00Z', 'Europe/Berlin')).toBe('2026-07-01T04:30:00.000Z');
    expect(['Europe/Berlin', 'Etc/UTC', 'Mars/Base', 'Local', ''].map(isTimeZone)).toEqual([
      ...[true, true],
      ...[false, false, false],
    ]);
  });

  it.each([
    ['* * * *', 'needs five fields, found 4'],
    ['0 0 * * * *', 'needs five fields, found 6'],
    ['60 * * * *', '60 is no minute (0-59)'],
    ['* * * * 7', '7 is no day of the week (0-6)'],
    ['* * 0 * *', '0 is no day of the month (1-31)'],
    ['* 9-5 * * *', '9-5 is no hour (0-23)'],
    ['*/0 * * * *', '*/0 is no minute (0-59)'],
    ['1,,2 * * * *', 'nothing is no minute (0-59)'],
    ['* * L * *', 'L is no day of the month (1-31)'],
    ['@noon', '@noon is no schedule'],
    ['@every day', '@every needs a duration such as 1h30m, found day'],
    ['TZ=UTC 0 0 * * *', 'the time zone stands in timeZone'],
  ])('%s is refused as by the API server', (text, problem) => {
    expect(parseSchedule(text)).toEqual({ problem });
  });
});

describe('what is to be done for a CronJob', () => {
  const at = (time: string): number => Date.parse(`2026-11-28T${time}Z`);
  const job = (more: Partial<CronJob> = {}): CronJob => ({
    ...{ name: 'backup', namespace: 'default', schedule: parsed('*/5 * * * *'), timeZone: 'Etc/UTC' },
    ...{ concurrency: 'Allow', suspended: false },
    ...more,
  });
  const idle = { lastDue: at('08:00:00'), active: [] };

  it('nothing before it is due, and the run of the minute then', () => {
    expect(decide(job(), idle, at('08:04:59'))).toEqual({ do: 'wait', at: at('08:05:00') });
    expect(decide(job(), idle, at('08:05:01'))).toEqual({
      ...{ do: 'start', run: `backup-${at('08:05:00') / 60_000}`, due: at('08:05:00'), replaces: [] },
    });
  });

  it('of several moments that have passed the newest counts', () => {
    expect(decide(job(), idle, at('08:21:00'))).toMatchObject({ do: 'start', due: at('08:20:00') });
    const days = decide(job({ schedule: parsed('* * * * *') }), { ...idle, lastDue: 0 }, at('08:21:30'));
    expect(days).toMatchObject({ do: 'start', due: at('08:21:00') });
  });

  it('a run whose starting deadline has passed is missed', () => {
    const late = job({ startingDeadlineSeconds: 30 });
    expect(decide(late, idle, at('08:05:30'))).toMatchObject({ do: 'start' });
    expect(decide(late, idle, at('08:05:31'))).toEqual({ do: 'miss', due: at('08:05:00') });
  });

  it('a run that goes on is joined, waited for or replaced, by concurrencyPolicy', () => {
    const busy = { ...idle, active: ['backup-1'] };
    const what = (concurrency: CronJob['concurrency']) => decide(job({ concurrency }), busy, at('08:05:00'));
    expect(what('Allow')).toMatchObject({ do: 'start', replaces: [] });
    expect(what('Forbid')).toEqual({ do: 'hold', due: at('08:05:00') });
    expect(what('Replace')).toMatchObject({ do: 'start', replaces: ['backup-1'] });
  });

  it('nothing while it is suspended', () => {
    expect(decide(job({ suspended: true }), idle, at('09:00:00'))).toEqual({ do: 'wait', at: undefined });
  });
});
