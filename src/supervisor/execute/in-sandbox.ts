import { rest, retryMs } from '../rest.ts';
import { observeAgain } from '../watch/observe-again.ts';
import { type ExecutorContext, isOutOfReach, messageOf } from './executor-context.ts';

/** An engine that answers, a holder that runs, and work that fails all the same so often: it will not get better. */
const mostFailures = 5;

/**
 * Does work in the pod's namespace. When a call fails in the middle of it, the engine is asked what has become of the holder: the
 * loss of the holder is a fact like any other, and the answer is `lost`; in a holder that runs the work is done again.
 *
 * @throws the last error, when the work fails again and again or nobody waits any more.
 */
export async function inSandbox<T>(
  context: ExecutorContext,
  attempt: number,
  work: () => Promise<T>,
): Promise<T | 'lost'> {
  const { clock, post, waiting } = context;
  let failures = 0;
  for (let tries = 0; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!isOutOfReach(error)) failures += 1;
      if (waiting.aborted || failures >= mostFailures) throw error;
      if (!(await holderRuns(context, attempt))) {
        post({ type: 'sandboxLost', attempt, message: messageOf(error) });
        return 'lost';
      }
      await rest(clock, retryMs(tries), waiting);
    }
  }
}

/** Waits for an engine that does not answer. */
async function holderRuns({ engine, clock, waiting }: ExecutorContext, attempt: number): Promise<boolean> {
  const { sandbox } = await observeAgain({ engine, clock, signal: waiting });
  return sandbox?.attempt === attempt && sandbox.running;
}
