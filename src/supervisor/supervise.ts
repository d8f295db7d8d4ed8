import { podHash } from '../lifecycle/hash.ts';
import { initialState } from '../lifecycle/initial.ts';
import type { Settings } from '../lifecycle/settings.ts';
import type { PodState } from '../lifecycle/state.ts';
import { allContainers } from '../pod/containers.ts';
import type { Pod } from '../pod/model.ts';
import type { Capturer } from './capturer.ts';
import { createExecutor } from './executor.ts';
import { createFollower } from './follower.ts';
import type { Journal } from './journal.ts';
import type { Report } from './loop.ts';
import { createLoop } from './loop.ts';
import type { Clock, Engine } from './ports.ts';
import { watch } from './watcher.ts';

export interface SupervisorPorts {
  readonly engine: Engine;
  readonly capturer: Capturer;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly journal: Journal;
}

export interface Supervisor {
  readonly pod: Pod;
  /** A request of a person or a program. */
  post(report: Report): void;
  state(): PodState;
  /** The pod has ended and every line of its log is told. What it leaves on the engine is still there. */
  readonly ended: Promise<PodState>;
  /** Stops watching and leaves the pod as it is. */
  abandon(): void;
}

/** Keeps one pod as it should be, from its first container to its last. */
export function supervise(pod: Pod, ports: SupervisorPorts, restored?: PodState): Supervisor {
  const { engine, clock, settings, journal } = ports;
  const life = new AbortController();
  const warn = (message: string): void => void journal.append(pod.name, { type: 'Warning', message });
  const follower = createFollower(pod.name, engine, journal, warn, life.signal);
  const executor = createExecutor({
    ...ports,
    pod: () => loop.state().pod,
    post: (report) => loop.post(report),
    warn,
    signal: life.signal,
  });
  const loop = createLoop(restored ?? initialState(pod, clock.now()), {
    clock,
    settings,
    execute: (command) => executor.execute(command),
    tell: (event) => {
      journal.append(pod.name, event);
      if (event.type === 'ContainerRunning') follower.follow(event);
    },
  });

  const containers = allContainers(pod).map(({ name, role, image }) => ({ name, role, image }));
  journal.append(pod.name, { type: 'PodCreated', spec: podHash(pod), containers });
  const watching = watch(engine, loop, life.signal).catch((error: unknown) => {
    if (!life.signal.aborted) warn(`the engine's events cannot be followed: ${String(error)}`);
  });
  loop.post({ type: 'begin' });

  const ended = loop.finished.then(async (state) => {
    await follower.idle();
    life.abort();
    await Promise.all([watching, executor.idle()]);
    return state;
  });
  return { pod, post: loop.post, state: loop.state, ended, abandon: () => life.abort() };
}
