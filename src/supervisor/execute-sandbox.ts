import { type CommandOf, type ExecutorContext, messageOf } from './executor-context.ts';

export async function createSandbox(
  { engine, address, post, signal }: ExecutorContext,
  { attempt }: CommandOf<'createSandbox'>,
): Promise<void> {
  address.forget();
  try {
    const { id } = await engine.createSandbox(attempt, signal);
    post({ type: 'sandboxCreated', attempt, id });
  } catch (error) {
    post({ type: 'sandboxFailed', attempt, message: messageOf(error) });
  }
}

export async function startSandbox(
  { engine, address, post, signal }: ExecutorContext,
  { attempt, id }: CommandOf<'startSandbox'>,
): Promise<void> {
  try {
    const reached = await engine.startSandbox(id, signal);
    address.tell(reached);
    post({ type: 'sandboxReady', attempt, ...reached });
  } catch (error) {
    post({ type: 'sandboxFailed', attempt, message: messageOf(error) });
  }
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
