import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { hashLabel, type ImageStore } from '../images/store.ts';

const quickMs = 30_000;
const loadMs = 5 * 60_000;
const buildMs = 20 * 60_000;

/** The image store of an engine. */
export function dockerImageStore(docker: Docker): ImageStore {
  return {
    async hashOf(reference, signal) {
      try {
        const { Config } = await unlessAborted(docker.getImage(reference).inspect(), within(quickMs, signal));
        return Config.Labels?.[hashLabel] ?? '';
      } catch (error) {
        if ((error as { statusCode?: number }).statusCode === 404) return undefined;
        throw error;
      }
    },
    async pull(reference, onProgress, signal) {
      const abortSignal = within(buildMs, signal);
      await follow(await docker.pull(reference, { abortSignal }), onProgress, abortSignal);
    },
    async load(archive, signal) {
      const abortSignal = within(loadMs, signal);
      await follow(await docker.loadImage(archive, { quiet: true, abortSignal }), () => {}, abortSignal);
    },
    async build(context, { reference, labels }, onProgress, signal) {
      const abortSignal = within(buildMs, signal);
      const options = { t: reference, labels: { ...labels }, forcerm: true, abortSignal };
      await follow(await docker.buildImage(context, options), onProgress, abortSignal);
    },
    async tag(reference, alias, signal) {
      const [, repo, tag] = /^(.+):([^:/]+)$/.exec(alias) ?? [];
      if (repo === undefined || tag === undefined) throw new Error(`the image name ${alias} has no tag`);
      await docker.getImage(reference).tag({ repo, tag, abortSignal: within(quickMs, signal) });
    },
  };
}

function within(milliseconds: number, signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]);
}

/** dockerode's inspect takes no signal: the answer is left alone when it comes too late. */
function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    answer.then(resolve, reject);
  });
}

/** One message of a long answer: an image that is pulled, loaded or built. */
interface Message {
  readonly stream?: string;
  readonly status?: string;
  readonly error?: string;
}

/** Reads an answer of one JSON object a line to its end. @throws what the engine reports in it. */
async function follow(
  answer: NodeJS.ReadableStream,
  onProgress: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const message of messages(answer as Readable)) {
      if (message.error !== undefined) throw new Error(message.error);
      const text = (message.stream ?? message.status ?? '').trim();
      if (text !== '') onProgress(text);
    }
  } catch (error) {
    // An aborted answer breaks off like a lost connection.
    signal.throwIfAborted();
    throw error;
  }
}

async function* messages(answer: Readable): AsyncGenerator<Message> {
  let rest = '';
  for await (const chunk of answer.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as Message;
  }
  if (rest.trim() !== '') yield JSON.parse(rest) as Message;
}
