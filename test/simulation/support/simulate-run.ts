import type { Standing } from '../../../src/control/process.ts';
import type { ControlledRun } from '../../../src/control/server.ts';
import type { OutriderEvent } from '../../../src/events/types.ts';
import { defaultSettings } from '../../../src/lifecycle/state/settings.ts';
import type { Pod } from '../../../src/pod/model.ts';
import type { Neighbours } from '../../../src/run/claim.ts';
import { type Run, startRun } from '../../../src/run/run.ts';
import { createJournal } from '../../../src/supervisor/journal.ts';
import type { Engine, RunIdentity } from '../../../src/supervisor/ports.ts';
import type { PodPlan } from '../../support/scenario/plan.ts';
import { podOf } from '../../support/scenario/pod.ts';
import type { ManualClock } from './manual-clock.ts';
import { createManualClock } from './manual-clock.ts';
import { worldOf } from './simulate.ts';
import { createSimulatedEngine, type SimulatedEngine } from './simulated-engine.ts';
import { someRun } from './simulated-sandbox.ts';
import { stubCapturer } from './stub-capturer.ts';

/** One engine that several runs meet on. */
export interface Machine {
  readonly clock: ManualClock;
  readonly engine: SimulatedEngine;
  readonly pod: Pod;
  /** What the process of each run does, by the run's name. */
  readonly standing: Map<string, Standing>;
  readonly signals: string[];
  readonly neighbours: { -readonly [Key in keyof Neighbours]: Neighbours[Key] };
  /** Says what time passes for. */
  pause(ms: number): Promise<void>;
  run(
    name: string,
    options?: Partial<RunIdentity> & {
      readonly pod?: Pod;
      readonly keep?: boolean;
      /** Puts something between the run and the engine. */
      readonly through?: (engine: Engine) => Engine;
    },
  ): SimulatedRun;
}

export interface SimulatedRun extends Run {
  readonly engine: ReturnType<SimulatedEngine['as']>;
  readonly events: OutriderEvent[];
  readonly said: string[];
  controlled(): ControlledRun;
  /** Whether other terminals find it no more. */
  isClosed(): boolean;
}

const same = (engine: Engine): Engine => engine;

export function createMachine(plan: PodPlan): Machine {
  const clock = createManualClock();
  const engine = createSimulatedEngine(worldOf(plan, clock, defaultSettings.secondMs, 0));
  const pod = podOf(plan, { name: 'pod', image: 'demo:1', secondMs: defaultSettings.secondMs });
  const standing = new Map<string, Standing>();
  const signals: string[] = [];
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      clock.at(clock.monotonic() + ms, resolve);
    });
  const neighbours: Neighbours = {
    standing: ({ run }) => standing.get(run) ?? 'running',
    signal: ({ run }, signal) => {
      signals.push(`${signal} ${run}`);
      if (signal === 'SIGKILL') standing.set(run, 'ended');
      return true;
    },
  };
  return {
    clock,
    engine,
    pod,
    standing,
    signals,
    neighbours,
    pause,
    run(name, { pod: wanted = pod, keep = false, through = same, ...identity } = {}) {
      const own = engine.as({ ...someRun, run: name, ...identity });
      const seen = through(own);
      const events: OutriderEvent[] = [];
      const said: string[] = [];
      const journal = createJournal('simulated', clock.wall);
      journal.subscribe((event) => void events.push(event));
      let controlled: ControlledRun | undefined;
      let closed = false;
      const run = startRun(
        { pods: [wanted], keep, endsWithDependency: !keep, settings: defaultSettings },
        {
          engineOf: () => seen,
          capturer: stubCapturer,
          clock,
          journal,
          neighbours,
          pause,
          say: (words) => void said.push(words),
          listen: async (one) => {
            controlled = one;
            return {
              ended: () => {},
              close: async () => {
                closed = true;
              },
            };
          },
        },
      );
      return { ...run, engine: own, events, said, controlled: () => controlled!, isClosed: () => closed };
    },
  };
}
