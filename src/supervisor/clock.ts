import type { Clock } from './ports.ts';

/** Node's timers cannot count further than this. */
const longestMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  at(at, ring) {
    const timer = setTimeout(ring, Math.min(longestMs, Math.max(0, at - Date.now())));
    return () => clearTimeout(timer);
  },
};
