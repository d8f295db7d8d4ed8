import { expect, it } from '@jest/globals';
import { app, sidecar } from '../support/scenario/plan.ts';
import { simulate } from './support/simulate.ts';

it('what a rule that restarts all containers kills says so as its reason; what set it off keeps its own', async () => {
  const run = simulate({
    restartPolicy: 'Never',
    containers: [
      sidecar('s1'),
      app('r1', {
        d: [3, 600],
        x: [42, 0],
        restartPolicy: 'Never',
        rules: [{ action: 'RestartAllContainers', operator: 'In', exitCodes: [42] }],
      }),
      app('r2', { d: 600 }),
    ],
  });
  await run.until('all run again', ({ of }) => of('ContainerRunning', 'r2').length === 2, 60);
  const ends = run.story.of('ContainerTerminated').map(({ container, reason }) => `${container} ${reason}`);
  expect([...ends].sort()).toEqual(['r1 Error', 'r2 RestartingAllContainers', 's1 RestartingAllContainers']);
  await run.cleanUp();
});
