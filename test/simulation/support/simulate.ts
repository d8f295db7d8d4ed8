import type { OutriderEvent } from '../../../src/events/types.ts';
import { toLegacy } from '../../../src/lifecycle/legacy.ts';
import { restoreState } from '../../../src/lifecycle/restore.ts';
import type { Settings } from '../../../src/lifecycle/settings.ts';
import { defaultSettings } from '../../../src/lifecycle/settings.ts';
import { createJournal } from '../../../src/supervisor/journal.ts';
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
import { createManualClock } from './manual-clock.ts';
import type { SimulatedEngine } from './simulated-engine.ts';
import { createSimulatedEngine } from './simulated-engine.ts';
import { stubCapturer } from './stub-capturer.ts';
import type { World } from './world.ts';
import { usualLatency } from './world.ts';

export interface Simulation extends Stage {
  readonly clock: ManualClock;
  readonly engine: SimulatedEngine;
  readonly supervisor: () => Supervisor;
  readonly events: readonly OutriderEvent[];
  /** Ends whatever still runs and removes the pod. */
  cleanUp(): Promise<void>;
}

export interface SimulationOptions {
  readonly settings?: Partial<Settings>;
  readonly world?: Partial<World>;
  /** Sidecars as they were before Kubernetes knew them. */
  readonly legacy?: boolean;
}

/** Kubernetes' waits are long; the curve is the kubelet's own so that the rows' numbers hold. */
const longest = 3_600;

export function simulate(plan: PodPlan, options: SimulationOptions = {}): Simulation {
  const clock = createManualClock();
  const settings: Settings = { ...defaultSettings, ...options.settings };
  const { secondMs } = settings;
  const events: OutriderEvent[] = [];
  const journal = createJournal('simulated', clock.now);
  journal.subscribe((event) => void events.push(event));
  const engine = createSimulatedEngine({ ...worldOf(plan, clock, secondMs), ...options.world });
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
      const observed = await engine.observe(AbortSignal.timeout(60_000));
      const state = restoreState(pod, observed, clock.now());
      const { address } = observed.sandbox ?? {};
      const logsSince = new Date(clock.now()).toISOString();
      supervisor = supervise(pod, ports, { state, logsSince, ...(address ? { address } : {}) });
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

function worldOf(plan: PodPlan, clock: ManualClock, secondMs: number): World {
  const commands = commandsOf(plan, secondMs);
  return {
    clock,
    secondMs,
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
