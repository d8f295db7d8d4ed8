import { describe, expect, it } from '@jest/globals';
import type { EventOf } from '../../src/events/types.ts';
import { foldEvents } from '../../src/events/view.ts';
import { app, init, type PodPlan, sidecar } from '../support/scenario/plan.ts';
import { type Simulation, simulate } from './support/simulate.ts';

const plan: PodPlan = {
  restartPolicy: 'OnFailure',
  grace: 5,
  containers: [
    init('setup'),
    sidecar('proxy', { preStop: { by: 'sleep', seconds: 1 } }),
    app('web', { d: 100_000 }),
    app('cron', { d: 100_000, stopSignal: 'SIGQUIT' }),
  ],
};
const begun = (): Simulation => simulate(plan, { settings: { stepping: true } });

/** Every step that a person was asked for. */
const asked = ({ events }: Simulation): readonly EventOf<'StepWaiting'>[] =>
  events.filter((event) => event.type === 'StepWaiting');
const last = (run: Simulation): EventOf<'StepWaiting'> | undefined => asked(run).at(-1);

/** What was started and stopped. */
const done = ({ events }: Simulation): readonly string[] =>
  events.flatMap(({ type }) =>
    ['ContainerRunning', 'HookStarted', 'StopSignalSent', 'ContainerKilled'].includes(type) ? [type] : [],
  );

/** Waits until a person is asked for the step, sees that nothing happens without one, and lets it happen. */
async function take(run: Simulation, action: 'start' | 'stop', container: string): Promise<void> {
  const isAsked = (): boolean => last(run)?.action === action && last(run)?.container === container;
  await run.until(`${action} of ${container} is asked for`, isAsked, 60);
  const before = done(run);
  await run.pass(100);
  expect(done(run)).toEqual(before);
  run.post({ type: 'goOn', step: { action, container } });
}
/** The person at the terminal wants the end. */
const byKey = { type: 'stopPod', reason: 'interrupted', stepwise: true } as const;
const gone = (run: Simulation, type: string, container: string) => () =>
  run.events.some((event) => event.type === type && 'container' in event && event.container === container);

async function started(): Promise<Simulation> {
  const run = begun();
  for (const name of ['setup', 'proxy', 'web', 'cron']) await take(run, 'start', name);
  await run.until('all run', gone(run, 'ContainerRunning', 'cron'), 10);
  return run;
}

describe('a run that goes step by step', () => {
  it('asks for each start and each stop in order, says why, and does nothing else meanwhile', async () => {
    const run = await started();
    run.post(byKey);
    for (const name of ['web', 'cron', 'proxy']) await take(run, 'stop', name);
    await run.until('the pod ends', (story) => story.ended(), 60);
    expect(asked(run).map(({ message }) => message)).toEqual([
      'start init container setup: it is the first; what follows waits until it exits 0',
      'start sidecar proxy: setup has exited 0; what follows waits until its process runs',
      'start app container web: proxy has started',
      'start app container cron: proxy has started and web was told to start',
      'stop app container web by SIGTERM: app containers go first; SIGKILL after 5 s',
      'stop app container cron by SIGQUIT: app containers go first; SIGKILL after 5 s',
      'stop sidecar proxy by its preStop hook, then SIGTERM: web and cron have ended; SIGKILL after 5 s',
    ]);
    expect(run.events.some(({ type }) => type === 'ContainerKilled')).toBe(false);
    expect(foldEvents(run.events).pods['pod']!.step).toBeUndefined();
    await run.cleanUp();
  });

  it('tells what waits for a person, and that only while it does', async () => {
    const run = begun();
    await run.until('it asks', () => last(run) !== undefined, 60);
    const pod = foldEvents(run.events).pods['pod']!;
    expect(pod.step).toMatchObject({ action: 'start', container: 'setup' });
    expect(pod.containers[0]!.state).toMatchObject({ is: 'waiting', waitsFor: { on: 'step' } });
    await run.cleanUp();
    expect(foldEvents(run.events).pods['pod']!.step).toBeUndefined();
  });

  it('takes no step that is not next, and none twice', async () => {
    const run = begun();
    await run.until('it asks', () => last(run)?.container === 'setup', 60);
    run.post({ type: 'goOn', step: { action: 'start', container: 'web' } });
    run.post({ type: 'goOn', step: { action: 'stop', container: 'setup' } });
    await run.pass(10);
    expect(gone(run, 'ContainerRunning', 'setup')()).toBe(false);
    const setup = { type: 'goOn', step: { action: 'start', container: 'setup' } } as const;
    run.post(setup);
    run.post(setup);
    await run.until('the next is asked for', () => last(run)?.container === 'proxy', 60);
    await run.pass(100);
    expect(gone(run, 'ContainerRunning', 'proxy')()).toBe(false);
    await run.cleanUp();
  });

  it('goes on by itself once nobody is there to ask', async () => {
    const run = begun();
    await run.until('it asks', () => last(run) !== undefined, 60);
    run.post({ type: 'goOn' });
    await run.until('all run', gone(run, 'ContainerRunning', 'cron'), 60);
    run.deletePod();
    await run.until('the pod ends', (story) => story.ended(), 60);
    expect(asked(run)).toHaveLength(1);
    await run.cleanUp();
  });

  it('asks nobody when somebody else ends it, as `down` in another terminal must come to its end', async () => {
    const run = begun();
    await take(run, 'start', 'setup');
    await take(run, 'start', 'proxy');
    await run.until('it asks', () => last(run)?.container === 'web', 60);
    run.deletePod();
    await run.until('the pod ends', (story) => story.ended(), 60);
    expect(asked(run).some(({ action }) => action === 'stop')).toBe(false);
    await run.cleanUp();
  });

  it('is killed at once by the second request to end', async () => {
    const run = await started();
    run.post(byKey);
    await run.until('it asks', () => last(run)?.action === 'stop', 60);
    run.post({ type: 'killPod', reason: 'killed on request' });
    await run.until('the pod ends', (story) => story.ended(), 60);
    await run.cleanUp();
  });
});

it('a run that goes by itself asks nobody', async () => {
  const run = simulate(plan);
  await run.until('all run', gone(run, 'ContainerRunning', 'cron'), 60);
  expect(asked(run)).toEqual([]);
  await run.cleanUp();
});
