import { EngineError } from '../../../src/supervisor/ports.ts';
import type { Operation, World } from './world.ts';

/** How long the simulated engine's calls take, and how they end when nobody waits for them any more. */
export function timing({ clock, latency }: World) {
  /** The caller's cancellation does not stop the engine: what was asked for happens all the same. */
  const answer = <T>(value: T, signal: AbortSignal): T => {
    if (signal.aborted) throw aborted();
    return value;
  };

  const wait = (operation: Operation, signal: AbortSignal): Promise<void> => {
    if (signal.aborted) return Promise.reject(aborted());
    return new Promise((resolve) => {
      clock.at(clock.monotonic() + latency(operation), resolve);
    });
  };

  /** `begin` runs something that calls back; the deadline and the caller's cancellation come between. */
  const until = <T>(
    begin: (finish: (value: T) => void) => void,
    timeoutMs: number,
    late: () => T,
    signal: AbortSignal,
  ): Promise<T> =>
    new Promise((resolve, reject) => {
      const abort = (): void => {
        cancel();
        reject(aborted());
      };
      const finish = (value: T): void => {
        cancel();
        signal.removeEventListener('abort', abort);
        resolve(value);
      };
      const cancel = clock.at(clock.monotonic() + timeoutMs, () => finish(late()));
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
      else begin(finish);
    });

  return { wait, answer, until };
}

function aborted(): EngineError {
  return new EngineError('aborted', 'the call was cancelled');
}
