import { describe, expect, it } from '@jest/globals';
import { app, sidecar } from '../support/scenario/plan.ts';
import { settled, simulate } from './support/simulate.ts';

const pair = {
  restartPolicy: 'Always',
  containers: [sidecar('s1', { term: 1 }), app('r1', { d: 600, term: 1 })],
} as const;

const ready = (simulation: ReturnType<typeof simulate>): Promise<void> =>
  simulation.until('it is ready', (story) => story.of('PodReady').length > 0, 60);

describe('the supervisor over a simulated engine', () => {
  it('a start call that is under way when the pod ends is seen through, and the container stopped', async () => {
    const run = simulate(pair);
    await run.until('r1 was created', (story) => story.of('ContainerRunning', 's1').length > 0, 60);
    run.deletePod();
    await run.until('it ends', (story) => story.ended(), 60);
    expect(run.story.of('StopSignalSent').map(({ container }) => container)).toEqual(['r1', 's1']);
    await run.cleanUp();
  });

  it('what happened while the connection was lost is made up for', async () => {
    const run = simulate({ ...pair, containers: [sidecar('s1', { d: [20, 600] }), app('r1', { d: 600 })] });
    await ready(run);
    run.engine.disconnect();
    await run.pass(60);
    expect(run.story.restarts('s1')).toBe(0);
    run.engine.reconnect();
    await run.until('s1 is back', (story) => story.said('s1', 'Started').length === 2, 10);
    await run.cleanUp();
  });

  it('a pod has ended only when every line of its log is told', async () => {
    const run = simulate({ restartPolicy: 'Never', containers: [app('r1', { d: 1 })] });
    const { logs } = run.engine;
    let last = (): void => {};
    run.engine.logs = async function* (...asked) {
      yield* logs(...asked);
      await new Promise<void>((resolve) => {
        last = resolve;
      });
      yield { time: '2026-01-02T03:04:05Z', stream: 'stdout', line: 'the last', partial: false };
    };
    let ended = false;
    const waiting = run.supervisor().ended.then(() => {
      ended = true;
    });
    await run.until('it ends', (story) => story.ended(), 60);
    await run.pass(10);
    expect(ended).toBe(false);
    last();
    await waiting;
    expect(run.events.at(-1)).toMatchObject({ type: 'Log', line: 'the last' });
  });

  it('a container that is removed behind our back is made again', async () => {
    const run = simulate(pair);
    await ready(run);
    const { instance } = run.state().containers['r1']!;
    if (instance.is === 'running') run.engine.removeBehindOurBack(instance.id);
    await run.until('r1 is back', (story) => story.said('r1', 'Starting').length === 2, 30);
    expect(run.story.end('r1')).toBe('137/Error');
    await run.cleanUp();
  });

  it('a container that cannot be started backs off and does not spin', async () => {
    const run = simulate(pair, {
      world: {
        program: () => (process) => process.exit(0),
        latency: (operation) => (operation === 'start' ? 1 : 5),
      },
    });
    await run.pass(60);
    expect(run.story.of('ContainerRunning', 's1').length).toBeLessThan(9);
    await run.cleanUp();
  });

  it('a hook of a pod that was taken over without its namespace does not keep the supervisor from ending', async () => {
    const run = simulate({
      restartPolicy: 'Never',
      containers: [app('r1', { d: 600, preStop: { by: 'http', port: 8080, path: '/' } })],
      grace: 5,
    });
    await ready(run);
    await run.killSupervisor();
    await run.loseHolder();
    await run.restore();
    await run.until('it ends', (story) => story.ended(), 60);
    await settled(run.clock, run.supervisor().ended);
  });

  it('an abandoned supervisor does nothing any more', async () => {
    const run = simulate({ restartPolicy: 'Always', containers: [app('r1', { d: 1 })] });
    await run.until('r1 waits', (story) => story.of('ContainerTerminated').length === 2, 60);
    await run.killSupervisor();
    const told = run.events.length;
    await run.pass(600);
    expect(run.events.length).toBe(told);
  });
});
