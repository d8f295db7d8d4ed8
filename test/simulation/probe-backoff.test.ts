import { expect, it } from '@jest/globals';
import type { ProbePlan } from '../support/scenario/plan.ts';
import { app } from '../support/scenario/plan.ts';
import { simulate } from './support/simulate.ts';

/** Fails three seconds after each start. */
const dies: ProbePlan = { check: { by: 'command', x: 1 }, delay: 3, period: 1, failures: 1 };

it('the back-off of a container that its probe kills counts from the end of the instance before, and waits once it outlasts one', async () => {
  const run = simulate({
    restartPolicy: 'Always',
    containers: [app('r1', { d: 600, liveness: dies })],
  });
  await run.until('r1 runs the seventh time', ({ of }) => of('ContainerRunning', 'r1').length === 7, 120);
  const { story } = run;
  const ends = story.of('ContainerTerminated', 'r1').map((event) => story.at(event));
  const starts = story.of('ContainerRunning', 'r1').map((event) => story.at(event));
  const waits = ends.slice(0, 6).map((end, index) => starts[index + 1]! - end);
  // The curve is 1, 2, 4, 8 s; an instance lasts three.
  expect(waits.map((wait) => (wait < 1 ? 'at once' : `after ${Math.floor(wait)} s`))).toEqual([
    ...['at once', 'at once', 'at once', 'at once'],
    ...['after 4 s', 'after 8 s'],
  ]);
  await run.cleanUp();
});
