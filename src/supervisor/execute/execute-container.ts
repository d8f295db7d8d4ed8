import { containerNamed } from '../../pod/containers.ts';
import { hasServiceLinks } from '../../pod/service-variables.ts';
import { EngineError } from '../ports.ts';
import { rest, retryMs } from '../rest.ts';
import { exitOf } from '../watch/missed.ts';
import { observeAgain } from '../watch/observe-again.ts';
import { type CommandOf, type ExecutorContext, isOutOfReach, messageOf } from './executor-context.ts';
import { untilAnswered } from './until-answered.ts';

/** Fetches the image and creates the container, ahead of its turn to start. */
export async function prepare(context: ExecutorContext, command: CommandOf<'prepare'>): Promise<void> {
  const { engine, address, post, waiting, signal } = context;
  const { container: name, attempt, specHash, sandbox } = command;
  const of = { container: name, attempt };
  const container = containerNamed(context.pod(), name);
  const { image } = container;
  try {
    const pulling = (message: string): void => post({ type: 'imagePulling', ...of, image, message });
    const { pulled } = await engine.ensureImage(container, pulling, waiting);
    if (pulled) post({ type: 'imagePulled', ...of, image });
    const needsIP =
      hasServiceLinks(context.pod()) || container.env.some((variable) => 'podField' in variable);
    const podIP = needsIP ? { podIP: await address.ip() } : {};
    const request = { container, attempt, sandbox, specHash, ...podIP };
    post({ type: 'prepared', ...of, specHash, ...(await engine.createContainer(request, signal)) });
  } catch (error) {
    const hint = error instanceof EngineError ? error.hint : undefined;
    post({
      type: 'prepareFailed',
      ...of,
      specHash,
      reason: reasonOf(error),
      message: messageOf(error),
      ...(hint !== undefined && { hint }),
    });
  }
}

function reasonOf(error: unknown): 'ErrImagePull' | 'CreateContainerError' {
  const code = error instanceof EngineError ? error.code : undefined;
  return code === 'image-not-found' || code === 'image-pull-failed' ? 'ErrImagePull' : 'CreateContainerError';
}

export async function start(context: ExecutorContext, command: CommandOf<'start'>): Promise<void> {
  const { engine, post, waiting, signal } = context;
  const of = { container: command.container, attempt: command.attempt };
  try {
    return post({ type: 'running', ...of, ...(await engine.startContainer(command.id, signal)) });
  } catch (error) {
    if (!isOutOfReach(error) || waiting.aborted)
      return post({ type: 'startFailed', ...of, message: messageOf(error) });
  }
  await startedAfterAll(context, command);
}

/** The answer to a start was lost. The engine may have started the container all the same, and nothing is started twice. */
async function startedAfterAll(context: ExecutorContext, command: CommandOf<'start'>): Promise<void> {
  const { engine, clock, post, waiting } = context;
  const of = { container: command.container, attempt: command.attempt };
  const { containers } = await observeAgain({ engine, clock, signal: waiting });
  const seen = containers.find(({ id }) => id === command.id);
  if (!seen) return post({ type: 'startFailed', ...of, message: 'the container was removed' });
  if (seen.state.is === 'created') {
    await rest(clock, retryMs(0), waiting);
    return start(context, command);
  }
  post({ type: 'running', ...of, pid: seen.state.is === 'running' ? seen.state.pid : 0 });
  if (seen.state.is === 'exited') post(exitOf(of, seen.state));
}

/**
 * An engine that is out of reach is waited for: without its stop signal a container would be killed when its grace period is over.
 * A container that has ended already is looked at: its end may never have been told. An engine that has just restarted may call a
 * container ended that still runs; the signal is then sent again.
 */
export async function sendSignal(context: ExecutorContext, command: CommandOf<'signal'>): Promise<void> {
  const { engine, clock, post, warn, waiting, signal } = context;
  const { container, attempt, id } = command;
  try {
    for (let tries = 0; ; tries++) {
      const outcome = await signalOnce(context, command, tries);
      if (outcome === 'sent') return;
      if (outcome === 'refused') {
        await rest(clock, retryMs(tries), waiting);
        continue;
      }
      const seen = (await engine.observe(signal)).containers.find((one) => one.id === id);
      if (!seen) return post({ type: 'vanished', container, attempt });
      if (seen.state.is === 'exited') return post(exitOf({ container, attempt }, seen.state));
      if (seen.state.is !== 'running' || waiting.aborted) return;
      await rest(clock, retryMs(tries), waiting);
    }
  } catch (error) {
    warn(`could not send ${command.signal} to ${container}: ${messageOf(error)}`);
  }
}

/** So often is a signal tried that the engine refuses: one that has just restarted refuses what it takes a moment later. */
const refusals = 5;

/** @throws what the engine says when it has refused the signal too often, or when nothing waits any more. */
async function signalOnce(
  context: ExecutorContext,
  { id, signal: name }: CommandOf<'signal'>,
  tries: number,
): Promise<'sent' | 'ended' | 'refused'> {
  const { engine, waiting, signal } = context;
  try {
    return await untilAnswered(context, () => engine.signalContainer(id, name, signal));
  } catch (error) {
    if (waiting.aborted || signal.aborted || tries >= refusals) throw error;
    return 'refused';
  }
}

export async function discard(
  { engine, warn, signal }: ExecutorContext,
  { id, container }: CommandOf<'discard'>,
): Promise<void> {
  try {
    await engine.removeContainer(id, signal);
  } catch (error) {
    warn(`could not remove an old instance of ${container}: ${messageOf(error)}`);
  }
}
