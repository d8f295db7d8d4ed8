import type { Clock } from './ports.ts';

/** Node's timers cannot count further than this. */
const longestMs = 2 ** 31 - 1;

/**
 * The clocks of this machine.
 *
 * On Linux the monotonic clock is CLOCK_MONOTONIC. It stands still while the machine sleeps, and so do the containers on
 * it: after the sleep, probe periods, grace periods and back-off go on where they were.
 */
export const systemClock: Clock = {
  wall: () => Date.now(),
  monotonic,
  at(at, ring) {
    const waitMs = Math.ceil(at - monotonic());
    const timer = setTimeout(ring, Math.min(longestMs, Math.max(0, waitMs)));
    return () => clearTimeout(timer);
  },
};

/** The same in every process of this machine, other than `performance.now()`, which counts from the start of its own. */
function monotonic(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
