import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import { type ByteLine, createLogReader, toLogLine } from '../logs/lines.ts';
import { resumeAfter, toEngineTime, unixOf } from '../logs/timestamp.ts';
import { EngineError, type EngineLogLine, type LogOptions } from '../supervisor/ports.ts';
import { call } from './call.ts';
import { inspectContainer } from './containers.ts';
import { deadlines } from './deadlines.ts';
import { statusOf } from './errors.ts';
import { pause, reconnectDelay } from './pause.ts';
import { chunksOf } from './stream.ts';

/** A container's output as lines of text; see `readLogBytes`. */
export async function* readLogs(
  docker: Dockerode,
  id: string,
  options: LogOptions,
  signal: AbortSignal,
): AsyncGenerator<EngineLogLine> {
  for await (const batch of readLogBytes(docker, id, options, signal)) {
    for (const bytes of batch) {
      const { time, stream, text, partial } = toLogLine(bytes);
      yield { time, stream, line: text, partial };
    }
  }
}

/**
 * A container's output in batches, one a chunk of the stream, as slices of what the engine sent. With `follow` it ends
 * when the instance has ended and every line is out; a connection that breaks before is taken up behind the last line,
 * without loss or repetition. So is a stream that has ended: the engine often ends it before it has sent a last line
 * without a newline (moby#43860), so what is left is read in the end.
 */
export async function* readLogBytes(
  docker: Dockerode,
  id: string,
  options: LogOptions,
  signal: AbortSignal,
): AsyncGenerator<readonly ByteLine[]> {
  const state = await stateOf(docker, id, signal);
  if (!state) return;
  let { since, tail, follow } = options;
  for (let tries = 0; !signal.aborted; tries++) {
    try {
      const stream = await openLogs(docker, id, { follow, since, tail, until: options.until }, signal);
      for await (const batch of linesOf(stream, state.tty, signal)) {
        tries = 0;
        since = batch.at(-1)?.time || since;
        tail = undefined;
        yield batch;
      }
      if (!follow) return;
      const now = await stateOf(docker, id, signal);
      if (!now) return;
      if (now.running) await pause(reconnectDelay(tries), signal).catch(() => {});
      else follow = false;
    } catch (error) {
      if (statusOf(error) === 404 || signal.aborted) return;
      if (!options.follow || tries >= triesAfter(error)) throw error;
      await pause(reconnectDelay(tries), signal).catch(() => {});
    }
  }
}

/** About a minute for an engine that is away; a log that the engine itself complains about is unlikely to get better. */
function triesAfter(error: unknown): number {
  return error instanceof EngineError && error.code === 'engine' ? 3 : 35;
}

async function stateOf(
  docker: Dockerode,
  id: string,
  signal: AbortSignal,
): Promise<{ readonly tty: boolean; readonly running: boolean } | undefined> {
  try {
    const { Config, State } = await inspectContainer(docker, id, signal);
    return { tty: Config.Tty, running: State.Running };
  } catch (error) {
    if (statusOf(error) === 404 || signal.aborted) return undefined;
    throw error;
  }
}

interface Request {
  readonly follow: boolean;
  readonly since: string | undefined;
  readonly tail: number | undefined;
  readonly until: string | undefined;
}

/**
 * Always as a stream: without `follow` dockerode would gather the whole log in memory and try to parse it as JSON. The
 * engine's `since` is inclusive and takes nanoseconds.
 */
async function openLogs(
  docker: Dockerode,
  id: string,
  { follow, since, tail, until }: Request,
  signal: AbortSignal,
): Promise<Readable> {
  const from = since === undefined ? undefined : toEngineTime(since);
  const query = {
    stdout: true,
    stderr: true,
    timestamps: true,
    follow,
    ...(from !== undefined && { since: resumeAfter(from) }),
    ...(tail !== undefined && { tail }),
    ...(until !== undefined && { until: unixOf(toEngineTime(until)!) }),
  };
  const stream = await call('read the log', deadlines.read, signal, (abortSignal) =>
    docker.getContainer(id).logs({
      follow: true,
      _query: query,
      abortSignal,
    } as Dockerode.ContainerLogsOptions & {
      follow: true;
    }),
  );
  return stream as Readable;
}

async function* linesOf(
  stream: Readable,
  tty: boolean,
  signal: AbortSignal,
): AsyncGenerator<readonly ByteLine[]> {
  let batch: ByteLine[] = [];
  let complaint: string | undefined;
  const reader = createLogReader({
    tty,
    onLine: (line) => void batch.push(line),
    onError: (message) => {
      complaint = message;
    },
  });
  for await (const chunk of chunksOf(stream, signal)) {
    reader.push(chunk);
    if (batch.length === 0) continue;
    yield batch;
    batch = [];
  }
  reader.end();
  if (batch.length > 0) yield batch;
  if (complaint !== undefined) throw new EngineError('engine', `cannot read the log: ${complaint}`);
}
