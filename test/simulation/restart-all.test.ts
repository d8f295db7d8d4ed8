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

it('a rule that restarts all containers gives each two seconds, one after another, and runs no hook', async () => {
  const run = simulate({
    restartPolicy: 'Never',
    containers: [
      sidecar('s1', { term: 1 }),
      app('r1', {
        d: [3, 600],
        x: [42, 0],
        restartPolicy: 'Never',
        rules: [{ action: 'RestartAllContainers', operator: 'In', exitCodes: [42] }],
      }),
      app('r2', { d: 600, term: 10, preStop: { by: 'command', d: 1 } }),
      app('r3', { d: 600, term: 1 }),
    ],
  });
  await run.until('all run again', ({ of }) => of('ContainerRunning', 'r3').length === 2, 60);
  const way = run.events.flatMap((event) => {
    if (event.type === 'StopSignalSent') return [`${event.container} signalled, ${event.graceSeconds} s`];
    if (event.type === 'ContainerTerminated' && event.container !== 'r1')
      return [`${event.container} ended ${event.exitCode}`];
    return event.type === 'HookStarted' ? ['a hook'] : [];
  });
  expect(way.slice(0, 6)).toEqual([
    'r2 signalled, 2 s',
    'r2 ended 137',
    'r3 signalled, 2 s',
    'r3 ended 0',
    's1 signalled, 2 s',
    's1 ended 0',
  ]);
  await run.cleanUp();
});
