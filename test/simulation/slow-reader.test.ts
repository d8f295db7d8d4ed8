import { expect, it } from '@jest/globals';
import { app, sidecar } from '../support/scenario/plan.ts';
import { type Simulation, settled, simulate } from './support/simulate.ts';

/** A reader of the event stream that takes nothing more until it is told to. */
function stuckReader({ journal }: Simulation) {
  let drain = (): void => {};
  let busy: Promise<void> | undefined = new Promise((resolve) => {
    drain = resolve;
  });
  journal.subscribe(() => {}, { ready: () => busy });
  return () => {
    busy = undefined;
    drain();
  };
}

const logLines = ({ events }: Simulation): readonly string[] =>
  events.flatMap((event) => (event.type === 'Log' ? [event.line] : []));
const isOver = (run: Simulation) =>
  run.story.of('PodSucceeded').length + run.story.of('PodFailed').length > 0;

it('a reader that is stuck holds up log lines, and neither probes nor the end of the pod', async () => {
  const run = simulate({
    restartPolicy: 'Never',
    containers: [sidecar('s1', { startup: { check: { by: 'marker' } } }), app('r1', { d: 3 })],
  });
  stuckReader(run);
  await run.until('the pod ends', () => isOver(run), 60);
  expect(run.story.of('ContainerStarted').map(({ container }) => container)).toContain('s1');
  expect(logLines(run)).toEqual([]);
});

it('every line is told once the reader reads on, also when the pod has ended by itself', async () => {
  const run = simulate({ restartPolicy: 'Never', containers: [app('r1', { d: 3 })] });
  const drain = stuckReader(run);
  let ended = false;
  void run.supervisor().ended.then(() => {
    ended = true;
  });
  await run.until('the pod ends', () => isOver(run), 60);
  await run.pass(3600);
  expect(ended).toBe(false);
  drain();
  await settled(run.clock, run.supervisor().ended);
  expect(logLines(run)).toEqual(['Starting', 'Started', 'Delaying', 'Exiting'].map(expect.stringMatching));
});

it('a pod that is asked to end does not wait for a reader that reads nothing any more', async () => {
  const run = simulate({ restartPolicy: 'Always', containers: [app('r1', { d: 600 })] });
  stuckReader(run);
  await run.until('it runs', (story) => story.of('PodReady').length > 0, 60);
  run.deletePod();
  await settled(run.clock, run.supervisor().ended);
  expect(run.story.of('Warning').map(({ message }) => message)).toEqual([
    'the last log lines of r1 were not told: nobody read the output',
  ]);
});

it('a pod that is asked to end waits for a reader that is slow', async () => {
  const run = simulate({ restartPolicy: 'Always', containers: [app('r1', { d: 600 })] });
  let busy: Promise<void> | undefined;
  run.journal.subscribe(
    ({ type }) => {
      if (type !== 'Log') return;
      busy = new Promise((resolve) => {
        run.clock.at(run.clock.monotonic() + 4_000, () => {
          busy = undefined;
          resolve();
        });
      });
    },
    { ready: () => busy },
  );
  await run.until('it runs', (story) => story.of('PodReady').length > 0, 60);
  run.deletePod();
  await settled(run.clock, run.supervisor().ended);
  expect(logLines(run)).toHaveLength(4);
  expect(run.story.of('Warning')).toEqual([]);
});
