import type { Clock, Engine, Observed } from '../ports.ts';
import { rest, retryMs } from '../rest.ts';

interface Look {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Hears of every look that fails, from the first (`tries` 0) on. */
  readonly onFailure?: (error: unknown, tries: number) => void;
}

/**
 * What the engine has of the pod, asked for until it answers.
 *
 * @throws when the signal fires.
 */
export async function observeAgain({ engine, clock, signal, onFailure }: Look): Promise<Observed> {
  for (let tries = 0; ; tries++) {
    try {
      return await engine.observe(signal);
    } catch (error) {
      if (signal.aborted) throw error;
      onFailure?.(error, tries);
      await rest(clock, retryMs(tries), signal);
    }
  }
}
