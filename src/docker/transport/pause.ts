import { abortedError } from './errors.ts';
import { onAbort } from './on-abort.ts';

/** Resolves after `ms`, or rejects with `aborted` as soon as the signal fires. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.reject(abortedError('wait'));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stopListening();
      resolve();
    }, ms);
    const stopListening = onAbort(signal, () => {
      clearTimeout(timer);
      reject(abortedError('wait'));
    });
  });
}

/** How long to wait before the n-th try (from 0) to connect again: quick at first, every two seconds in the end. */
export function reconnectDelay(tries: number): number {
  return Math.min(2_000, 50 * 2 ** tries);
}
