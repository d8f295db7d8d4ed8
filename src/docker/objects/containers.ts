import type Dockerode from 'dockerode';
import { EngineError } from '../../supervisor/ports.ts';
import { call, callUnless } from '../transport/call.ts';
import { deadlines } from '../transport/deadlines.ts';
import { isDone, reasonOf, startReason, statusOf } from '../transport/errors.ts';
import { pause } from '../transport/pause.ts';

/**
 * Creates a container under a name; its id. The body goes into the request's body alone: left to itself, dockerode also
 * puts all of it, environment included, into the URL.
 */
export async function createNamed(
  docker: Dockerode,
  name: string,
  body: Dockerode.ContainerCreateOptions,
  signal: AbortSignal,
): Promise<string> {
  const { id } = await call(`create ${name}`, deadlines.change, signal, (abortSignal) =>
    docker.createContainer({
      _query: { name },
      _body: body,
      abortSignal,
    } as Dockerode.ContainerCreateOptions),
  );
  return id;
}

/** @throws EngineError `start-failed` with the reason alone, or `port-taken`. */
export async function startContainer(docker: Dockerode, id: string, signal: AbortSignal): Promise<void> {
  try {
    await callUnless(
      (error) => statusOf(error) === 304,
      'start',
      deadlines.start,
      signal,
      (abortSignal) => docker.getContainer(id).start({ abortSignal }),
    );
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== 'engine') throw error;
    throw new EngineError('start-failed', startReason(reasonOf(error.cause)), { cause: error.cause });
  }
}

export function inspectContainer(
  docker: Dockerode,
  id: string,
  signal: AbortSignal,
): Promise<Dockerode.ContainerInspectInfo> {
  return call('inspect a container', deadlines.read, signal, (abortSignal) =>
    docker.getContainer(id).inspect({ abortSignal }),
  );
}

/** Sends a signal; `ended` when no process is left (404, 409 and in older engines 500 "is not running"). */
export async function signalContainer(
  docker: Dockerode,
  id: string,
  name: string,
  signal: AbortSignal,
): Promise<'sent' | 'ended'> {
  try {
    await call(`send ${name}`, deadlines.change, signal, (abortSignal) =>
      docker.getContainer(id).kill({ signal: name, abortSignal }),
    );
    return 'sent';
  } catch (error) {
    if (isDone(error) || /is not running|no such process/i.test((error as Error).message)) return 'ended';
    throw error;
  }
}

/**
 * Removes a container, running or not, with the anonymous volumes of its image, and comes back when it is gone: where a
 * removal is under way already (409), by waiting for it.
 */
export async function removeContainer(docker: Dockerode, id: string, signal: AbortSignal): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await callUnless(isDone, 'remove a container', deadlines.change, signal, (abortSignal) =>
        docker.getContainer(id).remove({ force: true, v: true, abortSignal }),
      );
      return;
    } catch (error) {
      if (!/already in progress/i.test((error as Error).message) || tries === 200) throw error;
      await pause(Math.min(200, 10 + 10 * tries), signal);
    }
  }
}

/** Milliseconds since the epoch; 0 for the zero time, which the engine has for "not yet". */
export function epochMs(engineTime: string): number {
  const parsed = Date.parse(engineTime);
  return Number.isNaN(parsed) || parsed < 0 ? 0 : parsed;
}
