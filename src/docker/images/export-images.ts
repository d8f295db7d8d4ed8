import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import { call } from '../transport/call.ts';
import { statusOf } from '../transport/errors.ts';
import { inspectImage } from './images.ts';

/** An image that is on the engine. */
export interface FoundImage {
  /** `sha256:…`. */
  readonly id: string;
  readonly bytes: number;
  /** `NAME@sha256:…`, where it came from a registry. */
  readonly digest?: string;
}

/** Undefined for an image that is not there. */
export async function findImage(
  docker: Dockerode,
  reference: string,
  signal: AbortSignal,
): Promise<FoundImage | undefined> {
  try {
    const found = await inspectImage(docker, reference, signal);
    const {
      Id: id,
      Size: bytes = 0,
      RepoDigests,
    } = found as typeof found & {
      readonly Size?: number;
      readonly RepoDigests?: readonly string[] | null;
    };
    const digest = RepoDigests?.[0];
    return { id: id ?? '', bytes, ...(digest !== undefined && { digest }) };
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** The engine packs an image before its first byte comes. */
const exportMs = 5 * 60_000;

/** Images as one archive, as `docker save` writes it: layers that they share are in it once. */
export function exportImages(
  docker: Dockerode,
  references: readonly string[],
  signal: AbortSignal,
): Promise<Readable> {
  const request = {
    ...{ path: '/images/get?', method: 'GET', isStream: true, statusCodes: { 200: true } },
    options: { names: [...references] },
  };
  return call(
    'export images',
    exportMs,
    signal,
    (abortSignal) =>
      new Promise((resolve, reject) => {
        docker.modem.dial({ ...request, abortSignal }, (error: unknown, stream: unknown) =>
          error ? reject(error) : resolve(stream as Readable),
        );
      }),
  );
}
