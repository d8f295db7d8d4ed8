import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { hashLabel, type ImageStore } from '../../images/store.ts';
import { call } from '../transport/call.ts';
import { deadlines } from '../transport/deadlines.ts';
import { statusOf } from '../transport/errors.ts';
import { createJsonLines } from '../transport/json-lines.ts';
import { chunksOf } from '../transport/stream.ts';
import type { Credentials } from './credentials.ts';
import { inspectImage } from './images.ts';
import { pull } from './pull.ts';

/** Images are large, and a build installs packages: longer than the other calls. */
const loadMs = 5 * 60_000;
const buildMs = 20 * 60_000;

/** The image store of an engine. Fails with an `EngineError`. */
export function dockerImageStore(docker: Docker, credentials?: Credentials): ImageStore {
  return {
    async hashOf(reference, signal) {
      try {
        const { Config } = await inspectImage(docker, reference, signal);
        return Config?.Labels?.[hashLabel] ?? '';
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        throw error;
      }
    },
    pull: (reference, onProgress, signal) =>
      pull(docker, reference, { onPull: onProgress, credentials }, signal),
    load: (archive, signal) =>
      call('load an image', loadMs, signal, async (abortSignal) => {
        const answer = await docker.loadImage(archive, { quiet: true, abortSignal });
        await follow(answer as Readable, () => {}, abortSignal);
      }),
    build: (context, { reference, labels, buildArgs }, onProgress, signal) =>
      call(`build image ${reference}`, buildMs, signal, async (abortSignal) => {
        const options = {
          t: reference,
          labels: { ...labels },
          buildargs: { ...buildArgs },
          forcerm: true,
          abortSignal,
        };
        await follow((await docker.buildImage(context, options)) as Readable, onProgress, abortSignal);
      }),
    async tag(reference, alias, signal) {
      const [, repo, tag] = /^(.+):([^:/]+)$/.exec(alias) ?? [];
      if (repo === undefined || tag === undefined) throw new Error(`the image name ${alias} has no tag`);
      await call(`tag image ${reference}`, deadlines.change, signal, (abortSignal) =>
        docker.getImage(reference).tag({ repo, tag, abortSignal }),
      );
    },
  };
}

/** One message of a long answer: an image that is loaded or built. A failure is status 200 and a message as well. */
interface Message {
  readonly stream?: string;
  readonly status?: string;
  readonly error?: string;
}

async function follow(
  answer: Readable,
  onProgress: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  let failure: string | undefined;
  const lines = createJsonLines((value) => {
    const { stream, status, error } = value as Message;
    failure ??= error;
    const text = (stream ?? status ?? '').trim();
    if (text !== '') onProgress(text);
  });
  for await (const chunk of chunksOf(answer, signal)) lines.push(chunk);
  if (failure !== undefined) throw new Error(failure);
}
