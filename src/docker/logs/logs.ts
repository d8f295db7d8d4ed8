import type Dockerode from 'dockerode';
import { type LineBatch, lineAt } from '../../logs/merge/batch.ts';
import { createResumePoint } from '../../logs/read/resume.ts';
import { EngineError, type EngineLogLine, type LogOptions } from '../../supervisor/ports.ts';
import { inspectContainer } from '../objects/containers.ts';
import { statusOf } from '../transport/errors.ts';
import { pause, reconnectDelay } from '../transport/pause.ts';
import { chunksOf } from '../transport/stream.ts';
import { createLogReading } from './log-reading.ts';
import { firstRequest, openLogs, resumed } from './log-request.ts';

/** A container's output as lines of text; see `readLogBatches`. */
export async function* readLogs(
  docker: Dockerode,
  id: string,
  options: LogOptions,
  signal: AbortSignal,
): AsyncGenerator<EngineLogLine> {
  for await (const batches of readLogBatches(docker, id, options, signal)) {
    for (const batch of batches) {
      for (let index = 0; index < batch.length; index++) {
        const { time, stream, text, partial } = lineAt(batch, index);
        yield { time, stream, line: text, partial };
      }
    }
  }
}

/**
 * A container's output in batches, those of a chunk of the stream together, as slices of what the engine sent. With `follow` it ends
 * when the instance has ended and every line is out; a connection that breaks before is taken up where it broke, without
 * loss or repetition. So is a stream that has ended: the engine often ends it before it has sent a last line without a
 * newline (moby#43860), so what is left is read in the end.
 */
export async function* readLogBatches(
  docker: Dockerode,
  id: string,
  options: LogOptions,
  signal: AbortSignal,
): AsyncGenerator<readonly LineBatch[]> {
  const container = await stateWhenBack(docker, id, options.follow, signal);
  if (!container) return;
  const point = createResumePoint({ after: options.since, tail: options.tail !== undefined });
  let request = firstRequest(options);
  let tries = 0;
  for (;;) {
    const reading = createLogReading(container.tty, point);
    let next: Next;
    try {
      const stream = await openLogs(docker, id, request, signal);
      for await (const chunk of chunksOf(stream, signal)) {
        const lines = reading.push(chunk);
        if (lines.length === 0) continue;
        tries = 0;
        yield lines;
      }
      reading.throwComplaint();
      next = request.follow ? await afterEnd(docker, id, signal) : 'nothing';
    } catch (error) {
      next = afterError(error, options, tries, signal);
    }
    if (next === 'nothing') return yield reading.end();
    if (next === 'the same') await pause(reconnectDelay(tries++), signal).catch(() => {});
    request = resumed(request, next === 'the same', point.resume(reading.unfinishedSince()));
  }
}

/** A log that is followed waits for an engine that is away. */
async function stateWhenBack(
  docker: Dockerode,
  id: string,
  follow: boolean,
  signal: AbortSignal,
): Promise<State | undefined> {
  for (let tries = 0; ; tries++) {
    try {
      return await stateOf(docker, id, signal);
    } catch (error) {
      if (!follow || tries >= triesAfter(error)) throw error;
      await pause(reconnectDelay(tries), signal).catch(() => {});
    }
  }
}

/** What is to be read when a stream is over. */
type Next = 'nothing' | 'the same' | 'what is left';

async function afterEnd(docker: Dockerode, id: string, signal: AbortSignal): Promise<Next> {
  const now = await stateOf(docker, id, signal);
  if (!now) return 'nothing';
  return now.running ? 'the same' : 'what is left';
}

/** @throws the error when there is no hope, or when a log that is not followed would be a short one. */
export function afterError(error: unknown, options: LogOptions, tries: number, signal: AbortSignal): Next {
  if (statusOf(error) === 404 || signal.aborted) return 'nothing';
  if (!options.follow || tries >= triesAfter(error)) throw error;
  return 'the same';
}

/** An engine that is away comes back some time; a log that the engine itself complains about is unlikely to get better. */
function triesAfter(error: unknown): number {
  return error instanceof EngineError && error.code === 'engine' ? 3 : Number.POSITIVE_INFINITY;
}

interface State {
  readonly tty: boolean;
  readonly running: boolean;
}

async function stateOf(docker: Dockerode, id: string, signal: AbortSignal): Promise<State | undefined> {
  try {
    const { Config, State } = await inspectContainer(docker, id, signal);
    return { tty: Config.Tty, running: State.Running };
  } catch (error) {
    if (statusOf(error) === 404 || signal.aborted) return undefined;
    throw error;
  }
}
