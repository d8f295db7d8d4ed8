import type { Clock } from '../../../src/supervisor/ports.ts';

export interface ManualClock extends Clock {
  /** Lets time pass, from timer to timer, until `done` says so, nothing is left to ring, or `limitMs` have passed. */
  run(limitMs: number, done?: () => boolean): Promise<void>;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly ring: () => void;
}

/** Some moment that every simulated run begins at. */
export const simulationStart = Date.UTC(2026, 0, 1);

/** Virtual time: it passes only while `run` is awaited, and as fast as the work in between allows. */
export function createManualClock(): ManualClock {
  const timers = new Set<Timer>();
  let now = simulationStart;
  let order = 0;

  const next = (): Timer | undefined => {
    let first: Timer | undefined;
    for (const timer of timers)
      if (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order))
        first = timer;
    return first;
  };

  return {
    now: () => now,
    at(at, ring) {
      order += 1;
      const timer = { at: Math.max(at, now), order, ring };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async run(limitMs, done = () => false) {
      const limit = now + limitMs;
      await quiet();
      for (let timer = next(); timer && timer.at <= limit && !done(); timer = next()) {
        timers.delete(timer);
        now = timer.at;
        timer.ring();
        await quiet();
      }
      if (!done()) now = Math.max(now, limit);
    },
  };
}

/** A simulated run has no input or output, so one turn of the event loop settles every promise that can settle. */
function quiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
