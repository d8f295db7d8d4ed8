import { EngineError } from '../ports.ts';
import { leadToApi } from '../watch/lead-to-api.ts';
import { observeAgain } from '../watch/observe-again.ts';
import { type CommandOf, type ExecutorContext, messageOf, wordsOf } from './executor-context.ts';
import { untilAnswered } from './until-answered.ts';

/** An engine that goes away in the middle is waited for; what it has made by then is found again by its name. */
export async function createSandbox(
  context: ExecutorContext,
  { attempt }: CommandOf<'createSandbox'>,
): Promise<void> {
  const { engine, address, post, signal } = context;
  address.forget();
  try {
    const { id } = await untilAnswered(context, () => engine.createSandbox(attempt, signal));
    post({ type: 'sandboxCreated', attempt, id });
  } catch (error) {
    // The pod is another run's: `heldByOther` ends this one, and nothing is to be judged or removed.
    if (error instanceof EngineError && error.code === 'held') return;
    post({ type: 'sandboxFailed', attempt, message: wordsOf(error) });
  }
}

/** Only the holder runs in a sandbox that starts, so a start whose answer was lost is asked for again. */
export async function startSandbox(
  context: ExecutorContext,
  { attempt, id }: CommandOf<'startSandbox'>,
): Promise<void> {
  const { engine, address, services, post, signal } = context;
  try {
    const reached = await untilAnswered(context, () => engine.startSandbox(id, signal));
    address.tell(reached);
    // Before anything runs that may ask for a Service, or for the API.
    await Promise.all([services?.enter(context.pod(), engine, reached), leadToApi(context, id)]);
    const { ip, network } = reached;
    post({ type: 'sandboxReady', attempt, ip, network });
  } catch (error) {
    if (!context.waiting.aborted) await startFailed(context, attempt, error);
  }
}

/** What the engine refuses to start cannot be helped; a holder that was removed, or has ended already, is lost. */
async function startFailed(context: ExecutorContext, attempt: number, error: unknown): Promise<void> {
  const { engine, clock, post, waiting } = context;
  const message = wordsOf(error);
  const { sandbox } = await observeAgain({ engine, clock, signal: waiting });
  const removed = sandbox?.attempt !== attempt;
  const ended = error instanceof EngineError && error.code === 'engine' && !sandbox?.running;
  post({ type: removed || ended ? 'sandboxLost' : 'sandboxFailed', attempt, message });
}

export async function removeSandbox(
  { engine, warn, signal }: ExecutorContext,
  { id }: CommandOf<'removeSandbox'>,
): Promise<void> {
  try {
    await engine.removeSandbox(id, signal);
  } catch (error) {
    warn(`could not remove the old holder: ${messageOf(error)}`);
  }
}

/** Files that cannot be written stay the old ones; the next update tries again. */
export async function updateFiles(
  context: ExecutorContext,
  { revision }: CommandOf<'updateFiles'>,
): Promise<void> {
  const { engine, pod, post, warn, signal } = context;
  try {
    await untilAnswered(context, () => engine.updateFiles(pod(), signal));
  } catch (error) {
    warn(`the files of its volumes could not be changed: ${messageOf(error)}`);
  }
  post({ type: 'filesWritten', revision });
}
