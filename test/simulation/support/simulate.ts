import type { OutriderEvent } from '../../../src/events/types.ts';
import { toLegacy } from '../../../src/lifecycle/state/legacy.ts';
import type { Settings } from '../../../src/lifecycle/state/settings.ts';
import { defaultSettings } from '../../../src/lifecycle/state/settings.ts';
import { adopt } from '../../../src/supervisor/adopt.ts';
import { createJournal, type Journal } from '../../../src/supervisor/journal.ts';
import type { Supervisor } from '../../../src/supervisor/supervise.ts';
import { supervise } from '../../../src/supervisor/supervise.ts';
import type { PodPlan, Scenario, Stage } from '../../support/scenario/plan.ts';
import { podOf } from '../../support/scenario/pod.ts';
import type { Story } from '../../support/scenario/story.ts';
import { storyOf } from '../../support/scenario/story.ts';
import { changed, withImage } from '../../support/scenario/swap.ts';
import { tellAll } from '../../support/scenario/tell-all.ts';
import { commandsOf, programOf } from './behaviour.ts';
import type { ManualClock } from './manual-clock.ts';
import { createManualClock, trueTime } from './manual-clock.ts';
import type { SimulatedEngine } from './simulated-engine.ts';
import { createSimulatedEngine } from './simulated-engine.ts';
import { stubCapturer } from './stub-capturer.ts';
import type { World } from './world.ts';
import { usualLatency } from './world.ts';

export interface Simulation extends Stage {
  readonly clock: ManualClock;
  readonly engine: SimulatedEngine;
  readonly supervisor: () => Supervisor;
  /** As they truly happened. */
  readonly events: readonly OutriderEvent[];
  /** As they are told, by clocks that may be wrong. */
  readonly journal: Journal;
  /** Ends whatever still runs and removes the pod. */
  cleanUp(): Promise<void>;
}

export interface SimulationOptions {
  readonly settings?: Partial<Settings>;
  readonly world?: Partial<World>;
  /** Sidecars as they were before Kubernetes knew them. */
  readonly legacy?: boolean;
  /** Clocks that are not right; default: they are. */
  readonly skew?: Skew;
}

/** What is wrong with the clocks. Nothing of it may change what happens, or when. */
export interface Skew {
  /** How far the engine's clock is ahead; whole seconds, negative when it is behind. */
  readonly engineSeconds?: number;
  /** Somebody sets our clock of the day: when, and by how much, in seconds. */
  readonly sets?: readonly { readonly at: number; readonly by: number }[];
}

/** Kubernetes' waits are long; the curve is the kubelet's own so that the rows' numbers hold. */
const longest = 3_600;

export function simulate(plan: PodPlan, options: SimulationOptions = {}): Simulation {
  const clock = createManualClock();
  const settings: Settings = { ...defaultSettings, ...options.settings };
  const { secondMs } = settings;
  const events: OutriderEvent[] = [];
  const { engineSeconds = 0, sets = [] } = options.skew ?? {};
  for (const { at, by } of sets) clock.at(clock.monotonic() + at * 1000, () => clock.setWall(by * 1000));
  const journal = createJournal('simulated', clock.wall);
  journal.subscribe((event) => void events.push(inTrueTime(event, clock, engineSeconds)));
  const world = worldOf(plan, clock, secondMs, engineSeconds);
  const engine = createSimulatedEngine({ ...world, ...options.world });
  const ports = { engine, capturer: stubCapturer, clock, settings, journal };
  const native = podOf(plan, { name: 'pod', image: 'demo:1', secondMs });
  let pod = options.legacy ? toLegacy(native) : native;
  let supervisor = supervise(pod, ports);
  const story = (): Story => storyOf(events, secondMs);

  const stage: Simulation = {
    clock,
    engine,
    supervisor: () => supervisor,
    events,
    journal,
    get story() {
      return story();
    },
    state: () => supervisor.state(),
    async until(words, done, within) {
      await clock.run(within * secondMs, () => done(story()));
      if (!done(story())) throw new Error(`not within ${within} s: ${words}\n${tellAll(events)}`);
    },
    pass: (seconds) => clock.run(seconds * secondMs),
    post: (report) => supervisor.post(report),
    deletePod: (graceSeconds) =>
      supervisor.post({
        type: 'stopPod',
        reason: 'it was deleted',
        ...(graceSeconds === undefined ? {} : { graceSeconds }),
      }),
    swapImage(container, image = 'demo:2') {
      pod = withImage(pod, container, image);
      supervisor.post(changed(pod));
    },
    loseHolder() {
      engine.loseHolder('the holder was killed');
      return Promise.resolve();
    },
    killSupervisor() {
      supervisor.abandon();
      return Promise.resolve();
    },
    async restore() {
      const signal = AbortSignal.timeout(60_000);
      const observed = await engine.observe(signal);
      supervisor = supervise(pod, ports, await adopt(pod, observed, ports, false, signal));
    },
    removeEnded(...names) {
      for (const { id, spec, exit } of [...engine.containers.values()])
        if (exit && names.includes(spec.name)) engine.removeBehindOurBack(id);
      return Promise.resolve();
    },
    async cleanUp() {
      if (!supervisor.state().finished) {
        supervisor.post({ type: 'killPod', reason: 'the scenario is over' });
        await clock.run(60 * secondMs, () => supervisor.state().finished);
      }
      await settled(clock, supervisor.ended);
      await settled(clock, engine.removePod(new AbortController().signal));
      if (engine.containers.size > 0 || engine.holder()) throw new Error('something was left behind');
    },
  };
  return stage;
}

/** Runs a scenario to its end and through its checks. */
export async function runSimulated(scenario: Scenario, options: SimulationOptions = {}): Promise<Story> {
  const simulation = simulate(scenario.pod, options);
  if (scenario.play) await scenario.play(simulation);
  else await simulation.until('the pod ends', (story) => story.ended(), longest);
  const story = storyOf([...simulation.story.events], options.settings?.secondMs ?? 1000);
  await simulation.cleanUp();
  scenario.check(story);
  return story;
}

/** When it truly happened, whatever the clocks show: what a story is told by. */
function inTrueTime(event: OutriderEvent, clock: ManualClock, engineSeconds: number): OutriderEvent {
  if (event.type !== 'Log') return { ...event, time: new Date(trueTime(clock)).toISOString() };
  const shown = new Date(Date.parse(event.time) - engineSeconds * 1000).toISOString();
  // The fraction has more digits than a Date keeps, and whole seconds do not change it.
  return { ...event, time: shown.slice(0, 19) + event.time.slice(19) };
}

export function worldOf(plan: PodPlan, clock: ManualClock, secondMs: number, engineSeconds: number): World {
  const commands = commandsOf(plan, secondMs);
  return {
    clock,
    secondMs,
    engineTime: () => trueTime(clock) + engineSeconds * 1000,
    program: (name) => programOf(plan.containers.find((container) => container.name === name)!),
    command: (words) => commands.get(words),
    canPull: (image) => image.startsWith('demo'),
    has: (image) => image.startsWith('demo'),
    latency: (operation) => usualLatency[operation],
  };
}

/** Time passes until the promise is settled. */
export async function settled<T>(clock: ManualClock, promise: Promise<T>): Promise<T> {
  let done = false;
  const watched = promise.finally(() => {
    done = true;
  });
  watched.catch(() => {});
  await clock.run(3_600_000, () => done);
  if (!done) throw new Error('nothing is left to happen, but the promise is not settled');
  return watched;
}
