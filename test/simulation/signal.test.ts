import { expect, it } from '@jest/globals';
import { foldEvents } from '../../src/events/view.ts';
import { app } from '../support/scenario/plan.ts';
import { simulate } from './support/simulate.ts';

const running = async () => {
  const run = simulate({ restartPolicy: 'Always', containers: [app('r1', { d: 600 })] });
  await run.until('it is ready', (story) => story.of('PodReady').length > 0, 60);
  return run;
};

it.each(['SIGHUP', 'HUP', 'SIGUSR1'])(
  'a container that somebody sends %s to reload is not on its way down',
  async (signal) => {
    const run = await running();
    run.post({ type: 'killContainer', container: 'r1', signal });
    await run.pass(1);
    expect(run.story.of('SignalSent').map((event) => [event.container, event.signal])).toEqual([
      ['r1', signal],
    ]);
    expect(run.story.of('ContainerKilled')).toEqual([]);
    const [pod] = Object.values(foldEvents(run.events).pods);
    expect(pod!.containers[0]!.stop).toBeUndefined();
    await run.cleanUp();
  },
);

it.each(['SIGKILL', 'KILL', '9'])('a container that somebody sends %s is killed', async (signal) => {
  const run = await running();
  run.post({ type: 'killContainer', container: 'r1', signal });
  await run.pass(0);
  expect(run.story.of('ContainerKilled').map(({ container, message }) => [container, message])).toEqual([
    ['r1', 'on request'],
  ]);
  expect(run.story.of('SignalSent')).toEqual([]);
  await run.cleanUp();
});
