import type { Clock } from './ports.ts';

/** Resolves after `ms`, or as soon as the signal fires. */
export function rest(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.at(clock.monotonic() + ms, done);
    signal.addEventListener('abort', done, { once: true });
  });
}

/** How long to rest before the n-th further try (from 0), in milliseconds: short at first, two seconds in the end. */
export function retryMs(tries: number): number {
  return Math.min(2_000, 100 * 2 ** tries);
}
