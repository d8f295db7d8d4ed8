import { describe, expect, it } from '@jest/globals';
import { app, type Scenario, sidecar } from '../support/scenario/plan.ts';
import { scenarios, titleOf } from '../support/scenario/rows/index.ts';
import { runSimulated, type Skew, simulate } from './support/simulate.ts';
import { timesOf } from './support/times.ts';

const hour = 3600;

const skews: Readonly<Record<string, Skew>> = {
  'the engine’s clock is an hour ahead, and ours is set back an hour in the middle': {
    engineSeconds: hour,
    sets: [{ at: 3, by: -hour }],
  },
  'the engine’s clock is an hour behind': { engineSeconds: -hour },
  'the engine’s clock is five seconds behind, and ours is set ahead an hour, then back a day': {
    engineSeconds: -5,
    sets: [
      { at: 2, by: hour },
      { at: 6, by: -25 * hour },
    ],
  },
};

const right = new Map<Scenario, Promise<readonly string[]>>();

/** With clocks that are right; every scenario once. */
function rightTimes(scenario: Scenario): Promise<readonly string[]> {
  const times = right.get(scenario) ?? runSimulated(scenario).then(timesOf);
  right.set(scenario, times);
  return times;
}

describe.each(Object.entries(skews))('%s', (_, skew) => {
  it.each(scenarios.map((scenario) => [titleOf(scenario), scenario] as const))('%s', async (__, scenario) => {
    const skewed = await runSimulated(scenario, { skew });
    expect(timesOf(skewed)).toEqual(await rightTimes(scenario));
  });

  it('a pod whose supervisor died is taken over with the age that it has', async () => {
    const plan = {
      restartPolicy: 'Never',
      deadline: 60,
      containers: [
        sidecar('s1', { liveness: { check: { by: 'marker' }, delay: 30 } }),
        app('r1', { d: 600 }),
      ],
    } as const;
    const lived = async (clocks: Skew) => {
      const run = simulate(plan, { skew: clocks });
      await run.until('it is ready', (story) => story.of('PodReady').length > 0, 60);
      await run.killSupervisor();
      await run.pass(10);
      await run.restore();
      await run.until('it ends', (story) => story.ended(), 120);
      const times = timesOf(run.story);
      await run.cleanUp();
      return times;
    };
    expect(await lived(skew)).toEqual(await lived({}));
  });
});

it('events show the time of day as it is, and keep their order by number', async () => {
  const wall: number[] = [];
  const run = simulate(
    { restartPolicy: 'Never', containers: [app('r1', { d: 20 })] },
    { skew: { sets: [{ at: 10, by: -hour }] } },
  );
  run.journal.subscribe(({ time, seq, type }) => {
    if (type !== 'Log') wall[seq] = Date.parse(time);
  });
  await run.until('it ends', (story) => story.ended(), 60);
  const times = wall.filter((time) => time !== undefined);
  expect(times.at(-1)! - times[0]!).toBeLessThan(-hour * 1000 + 60_000);
  expect(run.events.map(({ seq }) => seq)).toEqual(run.events.map((_, index) => index + 1));
  await run.cleanUp();
});

it('a retry is told as a moment of the same clock as its event', async () => {
  const run = simulate(
    { restartPolicy: 'Always', containers: [app('r1', { d: 0, x: 1 })] },
    { skew: { sets: [{ at: 1, by: -hour }] } },
  );
  const retries: number[] = [];
  run.journal.subscribe((event) => {
    if (event.type !== 'ContainerWaiting' || event.reason !== 'CrashLoopBackOff') return;
    retries.push(Date.parse(event.retryAt!) - Date.parse(event.time) - event.retryInMs!);
  });
  await run.until('it waits', (story) => story.waited('r1').includes('CrashLoopBackOff'), 30);
  await run.pass(30);
  expect(retries.length).toBeGreaterThan(1);
  for (const difference of retries) expect(Math.abs(difference)).toBeLessThanOrEqual(1);
  await run.cleanUp();
});
