import { rest, retryMs } from '../rest.ts';
import { observeAgain } from '../watch/observe-again.ts';
import { type ExecutorContext, isOutOfReach } from './executor-context.ts';

/**
 * Asks the engine. When it gives no answer, it is asked again as soon as it answers, until nothing waits any more. Only for calls that
 * may be made twice. @throws what the engine refuses.
 */
export async function untilAnswered<T>(
  { engine, clock, waiting }: Pick<ExecutorContext, 'engine' | 'clock' | 'waiting'>,
  ask: () => Promise<T>,
): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (!isOutOfReach(error) || waiting.aborted) throw error;
      await rest(clock, retryMs(tries), waiting);
      await observeAgain({ engine, clock, signal: waiting });
    }
  }
}
