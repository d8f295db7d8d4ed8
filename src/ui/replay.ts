import { dueBy, replayPlan } from '../events/replay-plan.ts';
import type { OutriderEvent } from '../events/types.ts';
import type { ReplayPort, UiPorts } from './ports.ts';

export interface ReplayOptions {
  readonly speed?: number;
  /** Milliseconds of a clock that only goes forward. */
  readonly monotonic: () => number;
  /** Calls back every so many milliseconds; answers how to stop. */
  readonly every: (ms: number, callback: () => void) => () => void;
}

/** A recording in the place of a run. */
export interface Replay {
  /** For `startUi`; `act` refuses: nothing runs. */
  readonly ports: UiPorts & { readonly replay: ReplayPort };
  /** The time of the recording, milliseconds since 1970: what `startUi` takes as `now`. */
  readonly now: () => number;
  readonly stop: () => void;
}

/** How often it is looked whether events are due. */
const stepMs = 40;

/** Plays a recording in its own time, faster or slower, forwards and from any moment on. */
export function createReplay(
  events: readonly OutriderEvent[],
  { speed: firstSpeed = 1, monotonic, every }: ReplayOptions,
): Replay {
  const plan = replayPlan(events);
  const origin = Date.parse((events.find(({ type }) => type !== 'Log') ?? events[0])?.time ?? '') || 0;
  const listeners = new Set<(event: OutriderEvent) => void>();
  const onRestart = new Set<() => void>();
  let [playing, speed, told] = [true, firstSpeed, 0];
  /** Where it was, and when that was so. */
  let [offset, at] = [0, monotonic()];

  function offsetNow(): number {
    const passed = playing ? (monotonic() - at) * speed : 0;
    return Math.min(plan.durationMs, offset + passed);
  }
  function settle(): void {
    [offset, at] = [offsetNow(), monotonic()];
  }
  function tellDue(): void {
    const due = dueBy(plan, offsetNow());
    while (told < due) {
      const { event } = plan.steps[told++]!;
      for (const listener of listeners) listener(event);
    }
    if (playing && offsetNow() >= plan.durationMs) {
      settle();
      playing = false;
    }
  }
  function restart(): void {
    told = 0;
    for (const listener of onRestart) listener();
  }
  const stop = every(stepMs, tellDue);

  const replay: ReplayPort = {
    status: () => ({ offsetMs: offsetNow(), durationMs: plan.durationMs, playing, speed }),
    setPlaying: (wanted) => {
      settle();
      const again = wanted && offset >= plan.durationMs;
      playing = wanted;
      if (again) replay.seek(0);
    },
    setSpeed: (wanted) => {
      settle();
      speed = wanted;
    },
    seek: (to) => {
      const target = Math.min(Math.max(0, to), plan.durationMs);
      if (target < offsetNow()) restart();
      [offset, at] = [target, monotonic()];
      tellDue();
    },
    onRestart: (listener) => {
      onRestart.add(listener);
      return () => onRestart.delete(listener);
    },
  };
  return {
    ports: {
      subscribe: (listener) => {
        for (const { event } of plan.steps.slice(0, told)) listener(event);
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      act: async () => ({ message: 'this is a replay: nothing runs' }),
      replay,
    },
    now: () => origin + offsetNow(),
    stop,
  };
}
