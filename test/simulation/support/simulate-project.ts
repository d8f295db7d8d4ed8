import type { ControlledRun } from '../../../src/control/server.ts';
import type { EventOf, EventType, OutriderEvent } from '../../../src/events/types.ts';
import { defaultSettings } from '../../../src/lifecycle/state/settings.ts';
import type { PodDependency } from '../../../src/pod/dependency.ts';
import type { Pod } from '../../../src/pod/model.ts';
import { redact } from '../../../src/pod/redact.ts';
import { type PodsElsewhere, type Run, startRun } from '../../../src/run/run.ts';
import { createJournal } from '../../../src/supervisor/journal.ts';
import type { PodPlan } from '../../support/scenario/plan.ts';
import { podOf } from '../../support/scenario/pod.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { worldOf } from './simulate.ts';
import { createSimulatedEngine, type SimulatedEngine } from './simulated-engine.ts';
import { someRun } from './simulated-sandbox.ts';
import { stubCapturer } from './stub-capturer.ts';

/** A pod and the pods that it waits for. */
export interface PlannedPod extends PodPlan {
  readonly waitFor?: readonly PodDependency[];
}

/** Several pods on one machine, each with an engine of its own: only their order is of interest. */
export interface Project {
  readonly clock: ManualClock;
  readonly pods: Readonly<Record<string, Pod>>;
  readonly engines: Readonly<Record<string, SimulatedEngine>>;
  run(name: string, options?: ProjectRunOptions): ProjectRun;
  /** The process of a run dies: nothing of it runs any more, and its connections are closed. */
  kill(run: ProjectRun): void;
}

interface ProjectRunOptions {
  /** Only these pods, as they are here. */
  readonly pods?: readonly Pod[];
  readonly keep?: boolean;
  readonly elsewhere?: PodsElsewhere;
}

export interface ProjectRun extends Run {
  readonly events: readonly OutriderEvent[];
  controlled(): ControlledRun;
  /** `db ContainerRunning`, `app PodReady`: the events of some types in their order. */
  told(...types: readonly EventType[]): readonly string[];
  of<T extends EventType>(pod: string, type: T): readonly EventOf<T>[];
}

export function createProject(plans: Readonly<Record<string, PlannedPod>>): Project {
  const clock = createManualClock();
  const { secondMs } = defaultSettings;
  const entries = Object.entries(plans).map(([name, { waitFor, ...plan }]) => {
    const pod = { ...podOf(plan, { name, image: 'demo:1', secondMs }), ...(waitFor && { waitFor }) };
    return { name, pod, engine: createSimulatedEngine(worldOf(plan, clock, secondMs, 0)) };
  });
  const pods = Object.fromEntries(entries.map(({ name, pod }) => [name, pod]));
  const engines = Object.fromEntries(entries.map(({ name, engine }) => [name, engine]));
  const dead = new Set<string>();
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      clock.at(clock.monotonic() + ms, resolve);
    });
  /** What is on the engine was made of the pod as the project has it. */
  const engineFor = (pod: string, run: string) => {
    const own = engines[pod]!.as({ ...someRun, run });
    return {
      ...own,
      observe: async (signal: AbortSignal) => ({ ...(await own.observe(signal)), spec: redact(pods[pod]!) }),
    };
  };
  return {
    clock,
    pods,
    engines,
    run(name, { pods: wanted = Object.values(pods), keep = false, elsewhere } = {}) {
      const own = new Map(wanted.map(({ name: pod }) => [pod, engineFor(pod, name)]));
      const events: OutriderEvent[] = [];
      const journal = createJournal('simulated', clock.wall);
      journal.subscribe((event) => void events.push(event));
      let controlled: ControlledRun | undefined;
      const run = startRun(
        { pods: wanted, keep, endsWithDependency: !keep, settings: defaultSettings },
        {
          engineOf: (pod) => own.get(pod.name)!,
          capturer: stubCapturer,
          clock,
          journal,
          neighbours: {
            standing: ({ run: of }) => (dead.has(of) ? 'ended' : 'running'),
            signal: () => false,
          },
          pause,
          say: () => {},
          ...(elsewhere && { elsewhere }),
          listen: async (one) => {
            controlled = one;
            return { ended: () => {}, close: async () => {} };
          },
        },
      );
      const of = <T extends EventType>(pod: string, type: T): readonly EventOf<T>[] =>
        events.filter((event): event is EventOf<T> => event.pod === pod && event.type === type);
      return {
        ...run,
        events,
        controlled: () => controlled!,
        told: (...types) =>
          events.filter(({ type }) => types.includes(type)).map(({ pod, type }) => `${pod} ${type}`),
        of,
      };
    },
    kill(run) {
      for (const supervisor of run.supervisors()) supervisor.abandon();
      for (const engine of Object.values(engines)) engine.dropLock();
      for (const name of ['a', 'b']) dead.add(name);
    },
  };
}
