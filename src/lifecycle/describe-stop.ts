import { containerNamed } from '../pod/containers.ts';
import { waitsFor } from './order.ts';
import { duration } from './phrases.ts';
import type { Settings } from './settings.ts';
import type { PodState, Running, Stop } from './state.ts';
import { turnDeadline } from './stopping.ts';
import { ordered } from './turn.ts';

/** Where a container is on its way down, and when that changes at the latest; milliseconds since the epoch. */
export interface Stopping {
  readonly words: string;
  readonly until?: number;
}

export function describeStop(
  state: PodState,
  name: string,
  instance: Running,
  stop: Stop,
  now: number,
  settings: Settings,
): Stopping {
  const { stage } = stop;
  switch (stage.is) {
    case 'hook': {
      const until = stop.since + stop.graceSeconds * settings.secondMs;
      const words = `runs its preStop hook since ${duration(now - stage.startedAt, settings)}`;
      return { words: `${words}; it is left behind in ${duration(until - now, settings)}`, until };
    }
    case 'turn': {
      const until = turnDeadline(stop, settings);
      const others = waitsFor(state, name);
      const words = `gets its stop signal when ${list(others)} ${others.length === 1 ? 'has' : 'have'} ended`;
      return { words: `${words}, or in ${duration(until - now, settings)} at the latest`, until };
    }
    case 'signalled': {
      const signal = containerNamed(state.pod, name).stopSignal ?? instance.stopSignal;
      const words = `got ${signal} ${duration(now - stage.at, settings)} ago and has not ended`;
      return { words: `${words}; SIGKILL in ${duration(stage.killAt - now, settings)}`, until: stage.killAt };
    }
    case 'killed':
      return { words: `got SIGKILL ${duration(now - stage.at, settings)} ago and is about to be gone` };
  }
}

export interface TerminationStory {
  readonly summary: string;
  readonly chain: readonly string[];
  readonly nextAt?: number;
}

/** A pod on its way down: who holds everybody up comes first, then the rest in the order in which they go. */
export function describeTermination(state: PodState, now: number, settings: Settings): TerminationStory {
  const termination = state.termination!;
  const left = termination.startedAt + termination.graceSeconds * settings.secondMs - now;
  const down = ordered(state)
    .flatMap(({ name, instance }) =>
      instance.is === 'running' && instance.stop
        ? [
            {
              name,
              stage: instance.stop.stage.is,
              ...describeStop(state, name, instance, instance.stop, now, settings),
            },
          ]
        : [],
    )
    .sort((a, b) => rank(a.stage) - rank(b.stage));
  const since = duration(now - termination.startedAt, settings);
  const frame = `the pod is being terminated since ${since}: ${termination.reason}`;
  const [first] = down;
  if (!first) return { summary: frame, chain: [] };
  return {
    summary: `${first.name} ${first.words}`,
    chain: [
      `${frame}; ${duration(left, settings)} of its grace period are left`,
      ...down.slice(1).map(({ name, words }) => `${name} ${words}`),
    ],
    ...(first.until === undefined ? {} : { nextAt: first.until }),
  };
}

/** Those whose turn it is stand before those who wait for them. */
function rank(stage: Stop['stage']['is']): number {
  return ['signalled', 'killed', 'hook', 'turn'].indexOf(stage);
}

export function list(names: readonly string[]): string {
  if (names.length === 0) return 'nobody';
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
