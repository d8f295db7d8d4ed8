import type { Clock } from '../../../src/supervisor/ports.ts';

export interface ManualClock extends Clock {
  /** Somebody sets the clock of the day, so many milliseconds ahead or back. */
  setWall(byMs: number): void;
  /** Lets time pass, from timer to timer, until `done` says so, nothing is left to ring, or `limitMs` have passed. */
  run(limitMs: number, done?: () => boolean): Promise<void>;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly ring: () => void;
}

/** The time of day at which every simulated run begins. */
export const simulationStart = Date.UTC(2026, 0, 1);

/** What the monotonic clock shows then: nothing that means anything. */
const monotonicStart = 5_000;

/** Virtual time: it passes only while `run` is awaited, and as fast as the work in between allows. */
export function createManualClock(): ManualClock {
  const timers = new Set<Timer>();
  let now = monotonicStart;
  let wallOffset = 0;
  let order = 0;

  const next = (): Timer | undefined => {
    let first: Timer | undefined;
    for (const timer of timers)
      if (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order))
        first = timer;
    return first;
  };

  return {
    monotonic: () => now,
    wall: () => simulationStart + (now - monotonicStart) + wallOffset,
    setWall(byMs) {
      wallOffset += byMs;
    },
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

/** The time of day in a world in which nobody sets a clock. */
export function trueTime(clock: Pick<Clock, 'monotonic'>): number {
  return simulationStart + (clock.monotonic() - monotonicStart);
}

/** A simulated run has no input or output, so one turn of the event loop settles every promise that can settle. */
function quiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
