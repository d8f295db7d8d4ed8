import { expect, it } from '@jest/globals';
import { runSchedule } from '../../../../src/cli/schedule/run-schedule.ts';
import type { CronJob } from '../../../../src/schedule/decide.ts';
import { createManualClock, type ManualClock } from '../../../simulation/support/manual-clock.ts';

const everyMinute: CronJob = {
  ...{ name: 'tick', namespace: 'default', timeZone: 'Etc/UTC', concurrency: 'Allow', suspended: false },
  schedule: { by: 'fields', pattern: '* * * * *' },
};

/** Runs a schedule for some minutes and then interrupts it; each run takes so many seconds. */
async function scheduled(
  job: CronJob,
  minutes: number,
  runSeconds: number,
  during: (clock: ManualClock) => void = () => {},
): Promise<readonly string[]> {
  const clock = createManualClock();
  const ending = new AbortController();
  const said: string[] = [];
  const minuteOf = (): string => new Date(clock.wall()).toISOString().slice(14, 19);
  const done = runSchedule(job, {
    clock,
    say: (line) => void said.push(`${minuteOf()} ${line.replaceAll(/\d{4}-\d\d-\d\dT\d\d:|Z/g, '')}`),
    signal: ending.signal,
    start: () => {
      let end = (_exitCode: number): void => {};
      const ended = new Promise<number>((resolve) => {
        end = resolve;
      });
      const cancel = clock.at(clock.monotonic() + runSeconds * 1000, () => end(0));
      const interrupt = (): void => {
        cancel();
        end(0);
      };
      return { ended, interrupt };
    },
  });
  during(clock);
  await clock.run(minutes * 60_000);
  ending.abort();
  await done;
  return said.map((line) =>
    line.replaceAll(/tick-\d+/g, (run) => `run ${(Number(run.slice(5)) - 29_453_760) % 60}`),
  );
}

it('a schedule runs its job when it is due, and tells when that is next', async () => {
  expect(await scheduled(everyMinute, 2.5, 10)).toEqual([
    '00:00 tick: the next run is at 01:00',
    '01:00 run 1: begins, due at 01:00',
    '01:00 tick: the next run is at 02:00',
    '01:10 run 1: succeeded',
    '02:00 run 2: begins, due at 02:00',
    '02:00 tick: the next run is at 03:00',
    '02:10 run 2: succeeded',
  ]);
});

it('a run that goes on when the next one is due holds it up under Forbid, and is ended under Replace', async () => {
  const busy = async (concurrency: CronJob['concurrency']) =>
    (await scheduled({ ...everyMinute, concurrency }, 2.7, 90)).filter((line) => !line.includes('next run'));
  expect(await busy('Forbid')).toEqual([
    '01:00 run 1: begins, due at 01:00',
    '02:00 tick: the run of 02:00 waits for the one that goes on (concurrencyPolicy Forbid)',
    '02:30 run 1: succeeded',
    '02:30 run 2: begins, due at 02:00',
    '02:42 run 2: interrupted',
  ]);
  expect(await busy('Replace')).toEqual([
    '01:00 run 1: begins, due at 01:00',
    '02:00 run 1: interrupted',
    '02:00 run 2: begins, due at 02:00',
    '02:42 run 2: interrupted',
  ]);
});

it('a clock that is set is noticed, and what was missed longest ago is left out', async () => {
  const lines = await scheduled({ ...everyMinute, startingDeadlineSeconds: 20 }, 0.5, 1, (clock) =>
    clock.setWall(30 * 60_000 + 25_000),
  );
  expect(lines.slice(1)).toEqual([
    '30:35 tick: missed the run of 30:00: its starting deadline has passed',
    '30:35 tick: the next run is at 31:00',
  ]);
});
