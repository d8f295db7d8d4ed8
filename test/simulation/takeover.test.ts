import { expect, it } from '@jest/globals';
import { why } from '../../src/events/explain/why.ts';
import { timelineOf } from '../../src/events/timeline.ts';
import { foldEvents, type PodView } from '../../src/events/view.ts';
import { app, init, sidecar } from '../support/scenario/plan.ts';
import { trueTime } from './support/manual-clock.ts';
import { type Simulation, simulate } from './support/simulate.ts';

const plan = {
  restartPolicy: 'Always',
  containers: [init('i1'), sidecar('s1'), app('r1', { d: 600 }), app('r2', { d: 5, x: 1 })],
} as const;

/** What somebody knows who listens to the new supervisor from its first event on. */
async function takenOver(prepare: (run: Simulation) => Promise<void>): Promise<[Simulation, PodView]> {
  const run = simulate(plan);
  await prepare(run);
  await run.killSupervisor();
  await run.pass(1);
  const before = run.events.length;
  const wall: string[] = [];
  run.journal.subscribe(({ time, type }) => {
    if (type !== 'Log') wall.push(time);
  });
  await run.restore();
  await run.pass(0.01);
  // The times as they are told, not as they truly were: these events are about the past.
  const told = run.events.slice(before).filter(({ type }) => type !== 'Log');
  const view = foldEvents(told.map((event, index) => ({ ...event, time: wall[index]! })));
  return [run, view.pods['pod']!];
}

it('a supervisor that takes a pod over tells what runs already, and since when', async () => {
  const [run, view] = await takenOver(async (s) => {
    await s.until('it is ready', (story) => story.of('PodReady').length > 0, 60);
    await s.pass(2);
  });
  const states = view.containers.map(({ name, state, started, ready }) => [name, state.is, started, ready]);
  expect(states).toEqual([
    ['i1', 'terminated', false, false],
    ['s1', 'running', true, true],
    ['r1', 'running', true, true],
    ['r2', 'running', true, true],
  ]);
  const project = { project: 'shop', pods: { pod: view }, services: {}, seq: 1, time: view.created };
  const { from, rows } = timelineOf(project, trueTime(run.clock));
  const begins = rows.flatMap(({ bars }) => bars.map((bar) => bar.from));
  expect(Math.min(...begins)).toBeGreaterThanOrEqual(from);
  expect(view).toMatchObject({ initialized: true, ready: true, phase: 'Running', ip: '172.20.0.2' });
  expect(why(view, undefined, trueTime(run.clock)).summary).toBe('the pod is ready, nothing waits');
  expect(why(view, 'r1', trueTime(run.clock)).summary).toMatch(/^r1 runs since [3-9](\.\d)? s$/);
  await run.cleanUp();
});

it('what it takes over is followed once, and starts nothing again', async () => {
  const [run] = await takenOver((s) => s.until('r1 runs', (story) => !story.neverStarts('r1'), 60));
  const events = run.story.of('ContainerRunning', 'r1');
  expect(events.map(({ attempt, adopted }) => [attempt, adopted])).toEqual([
    [0, undefined],
    [0, true],
  ]);
  await run.pass(20);
  expect(run.story.restarts('r1')).toBe(0);
  await run.cleanUp();
});
