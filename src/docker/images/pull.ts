import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import { EngineError } from '../../supervisor/ports.ts';
import { call } from '../transport/call.ts';
import { deadlines } from '../transport/deadlines.ts';
import { abortedError, statusOf } from '../transport/errors.ts';
import { createJsonLines } from '../transport/json-lines.ts';
import { onAbort } from '../transport/on-abort.ts';
import type { Credentials } from './credentials.ts';

/** One message of the engine's progress stream. */
interface Progress {
  readonly id?: string;
  readonly status?: string;
  readonly error?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
}

/** How images are pulled beside their names. */
interface PullOptions {
  /** Gets a short line whenever there is something new to say, at most one a percent. */
  readonly onPull: (message: string) => void;
  /** Default: as anybody may. */
  readonly credentials?: Credentials | undefined;
  /** Such as `linux/arm64`; default: the engine's own. */
  readonly platform?: string | undefined;
}

/**
 * Pulls an image, with what `docker login` has left for its registry.
 *
 * @throws EngineError `image-not-found` when the registry says so, `image-pull-failed` otherwise.
 */
export async function pull(
  docker: Dockerode,
  reference: string,
  { onPull, credentials, platform }: PullOptions,
  signal: AbortSignal,
): Promise<void> {
  let problem: string | undefined;
  try {
    const found = await credentials?.(reference, signal);
    problem = found?.problem;
    const stream = await call(`pull ${reference}`, deadlines.pullSilence, signal, (abortSignal) =>
      docker.createImage(found?.auth, {
        ...repositoryAndTag(reference),
        ...(platform !== undefined && { platform }),
        abortSignal,
      }),
    );
    await follow(stream as Readable, reference, onPull, signal);
  } catch (error) {
    throw pullError(reference, error, problem);
  }
}

/** Resolves at the end of the stream; a failed pull is status 200 and an `error` message inside. */
function follow(
  stream: Readable,
  reference: string,
  onPull: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const summarize = createSummary();
  return new Promise((resolve, reject) => {
    let silence = setTimeout(() => finish(silent(reference)), deadlines.pullSilence);
    function finish(error?: Error): void {
      clearTimeout(silence);
      stopListening();
      stream.destroy();
      if (error) reject(error);
      else resolve();
    }
    const lines = createJsonLines((value) => {
      const progress = value as Progress;
      if (progress.error !== undefined) return finish(new Error(progress.error));
      const message = summarize(progress);
      if (message !== undefined) onPull(message);
    });
    const stopListening = onAbort(signal, () => finish(abortedError(`pull ${reference}`)));
    stream.on('data', (chunk: Buffer) => {
      clearTimeout(silence);
      silence = setTimeout(() => finish(silent(reference)), deadlines.pullSilence);
      lines.push(chunk);
    });
    stream.on('error', (error) => finish(error));
    stream.on('end', () => finish());
    stream.on('close', () => finish(new Error('the engine closed the connection')));
  });
}

function silent(reference: string): EngineError {
  return new EngineError(
    'timeout',
    `cannot pull ${reference}: nothing came for ${deadlines.pullSilence / 60_000} minutes`,
  );
}

/** Condenses the messages of all layers into `downloading 37 %`; undefined when there is nothing new. */
function createSummary(): (progress: Progress) => string | undefined {
  const layers = new Map<string, { readonly current: number; readonly total: number }>();
  let last = '';
  return ({ id, status, progressDetail }) => {
    const { current, total } = progressDetail ?? {};
    if (id !== undefined && status === 'Downloading' && current !== undefined && total) {
      layers.set(id, { current, total });
    } else if (id !== undefined && status === 'Download complete') {
      const layer = layers.get(id);
      if (layer) layers.set(id, { current: layer.total, total: layer.total });
    }
    const message = summaryOf([...layers.values()]) ?? (id === undefined ? status : undefined);
    if (message === undefined || message === last) return undefined;
    last = message;
    return message;
  };
}

function summaryOf(
  layers: readonly { readonly current: number; readonly total: number }[],
): string | undefined {
  const total = layers.reduce((sum, layer) => sum + layer.total, 0);
  if (total === 0) return undefined;
  const current = layers.reduce((sum, layer) => sum + layer.current, 0);
  return current >= total ? 'unpacking' : `downloading ${Math.floor((100 * current) / total)} %`;
}

const unknownImage = /not found|does not exist|manifest unknown|no such image|repository .* not found/i;

function pullError(reference: string, error: unknown, problem: string | undefined): EngineError {
  if (error instanceof EngineError && (error.code === 'aborted' || error.code === 'no-engine')) return error;
  const message = (error as Error).message.replace(/^cannot pull \S+: /, '');
  const code =
    statusOf(error) === 404 || unknownImage.test(message) ? 'image-not-found' : 'image-pull-failed';
  return new EngineError(code, `cannot pull ${reference}: ${message}`, {
    hint: hintFor(message, problem),
    cause: error,
  });
}

const denied = /denied|unauthorized|authentication required|no basic auth|incorrect username/i;

function hintFor(message: string, problem: string | undefined): string {
  if (problem !== undefined) return `It was asked for without credentials: ${problem}.`;
  if (denied.test(message)) return 'Check the name; a private image needs `docker login` for its registry.';
  return 'Check the name and the network.';
}

/** `repo:tag` or `repo@digest`; a colon before a slash belongs to the registry's port. */
export function repositoryAndTag(reference: string): { readonly fromImage: string; readonly tag: string } {
  const match = /^(.+?)(?:@(.+)|:([^/:]+))?$/.exec(reference)!;
  return { fromImage: match[1]!, tag: match[2] ?? match[3] ?? 'latest' };
}
