import { containerNamed } from '../pod/containers.ts';
import { type CommandOf, type ExecutorContext, messageOf } from './executor-context.ts';
import { EngineError } from './ports.ts';

/** Fetches the image and creates the container, ahead of its turn to start. */
export async function prepare(context: ExecutorContext, command: CommandOf<'prepare'>): Promise<void> {
  const { engine, address, post, waiting, signal } = context;
  const { container: name, attempt, specHash, sandbox } = command;
  const of = { container: name, attempt };
  const container = containerNamed(context.pod(), name);
  const { image } = container;
  try {
    const pulling = (): void => post({ type: 'imagePulling', ...of, image });
    const { pulled } = await engine.ensureImage(container, pulling, waiting);
    if (pulled) post({ type: 'imagePulled', ...of, image });
    const needsIP = container.env.some((variable) => 'podField' in variable);
    const podIP = needsIP ? { podIP: await address.ip() } : {};
    const request = { container, attempt, sandbox, specHash, ...podIP };
    post({ type: 'prepared', ...of, specHash, ...(await engine.createContainer(request, signal)) });
  } catch (error) {
    post({ type: 'prepareFailed', ...of, specHash, reason: reasonOf(error), message: messageOf(error) });
  }
}

function reasonOf(error: unknown): 'ErrImagePull' | 'CreateContainerError' {
  const code = error instanceof EngineError ? error.code : undefined;
  return code === 'image-not-found' || code === 'image-pull-failed' ? 'ErrImagePull' : 'CreateContainerError';
}

export async function start(
  { engine, post, signal }: ExecutorContext,
  { container, attempt, id }: CommandOf<'start'>,
): Promise<void> {
  try {
    post({ type: 'running', container, attempt, ...(await engine.startContainer(id, signal)) });
  } catch (error) {
    post({ type: 'startFailed', container, attempt, message: messageOf(error) });
  }
}

export async function sendSignal(
  { engine, warn, signal }: ExecutorContext,
  command: CommandOf<'signal'>,
): Promise<void> {
  try {
    await engine.signalContainer(command.id, command.signal, signal);
  } catch (error) {
    warn(`could not send ${command.signal} to ${command.container}: ${messageOf(error)}`);
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
