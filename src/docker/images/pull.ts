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
  /** Gets a short line whenever there is something new to say, at most one each five percent. */
  readonly onPull: (message: string) => void;
  /** Default: as anybody may. */
  readonly credentials?: Credentials | undefined;
  /** What else gets the image, in sentences; undefined for an image of which nothing is known. */
  readonly howToGet?: (() => Promise<string | undefined>) | undefined;
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
  { onPull, credentials, platform, howToGet }: PullOptions,
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
    throw await pullError(reference, error, { problem, howToGet });
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
  return current >= total
    ? 'unpacking'
    : `downloading ${Math.floor((100 * current) / total / step) * step} %`;
}

/** Percent from one word to the next: each is an event. */
const step = 5;

const unknownImage = /not found|does not exist|manifest unknown|no such image|repository .* not found/i;

interface Hints {
  /** Why there were no credentials. */
  readonly problem: string | undefined;
  readonly howToGet: PullOptions['howToGet'];
}

async function pullError(reference: string, error: unknown, hints: Hints): Promise<EngineError> {
  if (error instanceof EngineError && (error.code === 'aborted' || error.code === 'no-engine')) return error;
  const message = (error as Error).message.replace(/^cannot pull \S+: /, '');
  const code =
    statusOf(error) === 404 || unknownImage.test(message) ? 'image-not-found' : 'image-pull-failed';
  return new EngineError(code, `cannot pull ${reference}: ${message}`, {
    hint: await hintFor(message, hints),
    cause: error,
  });
}

const denied = /denied|unauthorized|authentication required|no basic auth|incorrect username/i;

/** Registries say the same of a name that is wrong and of an image that is private. */
const login = 'Check the name; a private image needs `docker login` for its registry.';

async function hintFor(message: string, { problem, howToGet }: Hints): Promise<string> {
  if (problem !== undefined) return `It was asked for without credentials: ${problem}.`;
  const found = await howToGet?.();
  if (denied.test(message)) return found === undefined ? login : `${login} ${found}`;
  return (
    found ??
    'Check the name and the network. Without a registry, OUTRIDER_IMAGE_MIRROR names a mirror, and `docker load` brings an image.'
  );
}

/** `repo:tag` or `repo@digest`; a colon before a slash belongs to the registry's port. */
export function repositoryAndTag(reference: string): { readonly fromImage: string; readonly tag: string } {
  const match = /^(.+?)(?:@(.+)|:([^/:]+))?$/.exec(reference)!;
  return { fromImage: match[1]!, tag: match[2] ?? match[3] ?? 'latest' };
}
