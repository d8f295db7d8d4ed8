import { isTimeZone } from '../../schedule/next-time.ts';
import { parseSchedule } from '../../schedule/parse-schedule.ts';
import { error, type Problem } from '../problem.ts';
import { SCHEDULED_RUN } from '../scheduled-run.ts';
import type { ObjectOf } from '../schema/kinds.ts';

/** A longer name leaves no room for the time of a run (kubernetes `pkg/apis/batch/validation`, validateCronJob). */
const LONGEST_NAME = 52;

/** What the API server says against the schedule of a CronJob; paths start at the document. */
export function scheduleProblems({ metadata, spec }: ObjectOf<'CronJob'>): readonly Problem[] {
  const problems: Problem[] = [];
  const { schedule, timeZone } = spec;
  const parsed = parseSchedule(schedule);
  if ('problem' in parsed)
    problems.push(
      error('invalid-value', ['spec', 'schedule'], parsed.problem, {
        hint: 'it is five fields, such as "0 3 * * *", or @hourly, @daily, @weekly, @every 5m',
      }),
    );
  if (timeZone !== undefined && !isTimeZone(timeZone))
    problems.push(error('invalid-value', ['spec', 'timeZone'], `there is no time zone ${timeZone}`));
  if (metadata.annotations?.[SCHEDULED_RUN] === undefined && (metadata.name ?? '').length > LONGEST_NAME)
    problems.push(
      error(
        'invalid-value',
        ['metadata', 'name'],
        `a CronJob has at most ${LONGEST_NAME} characters in its name`,
      ),
    );
  return problems;
}
