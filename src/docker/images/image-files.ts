import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type Dockerode from 'dockerode';
import { extract } from 'tar-stream';
import { createNamed, removeContainer } from '../objects/containers.ts';
import { containerLabels, type Owner } from '../objects/labels.ts';
import { containerName } from '../objects/names.ts';
import { call } from '../transport/call.ts';
import { deadlines } from '../transport/deadlines.ts';
import { statusOf } from '../transport/errors.ts';

/** A container that is never started, only to look into an image: the engine shows an image's files in no other way. */
export interface LookInside {
  readonly docker: Dockerode;
  readonly owner: Owner;
}

/**
 * The texts of some files of an image, in the order of their paths. Undefined stands for a file that is not there or is
 * a link.
 * @param reference The name that the engine knows the image by.
 */
export async function imageFiles(
  { docker, owner }: LookInside,
  reference: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<readonly (string | undefined)[]> {
  return withImageContainer({ docker, owner }, reference, signal, (id) =>
    Promise.all(paths.map((path) => fileOf(docker, id, path, signal))),
  );
}

/** Looks into a container of an image that is never started, and is gone afterwards. */
export async function withImageContainer<T>(
  { docker, owner }: LookInside,
  reference: string,
  signal: AbortSignal,
  work: (id: string) => Promise<T>,
): Promise<T> {
  const name = `image-${randomUUID().slice(0, 8)}`;
  const body = {
    Image: reference,
    // An image without a command cannot become a container without one.
    Cmd: ['none'],
    Labels: { ...containerLabels(owner, { name, role: 'tool' }, 0, '') },
    HostConfig: { NetworkMode: 'none' },
  };
  const { project, pod } = owner;
  const id = await createNamed(docker, containerName(project, pod.name, name, 0), body, signal);
  try {
    return await work(id);
  } finally {
    await removeContainer(docker, id, new AbortController().signal);
  }
}

async function fileOf(
  docker: Dockerode,
  id: string,
  path: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const archive = await call(`read ${path}`, deadlines.read, signal, (abortSignal) =>
      docker.getContainer(id).getArchive({ path, abortSignal }),
    );
    return await firstFile(archive as Readable);
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** The text of the first entry of an archive, where that is a file. */
async function firstFile(archive: Readable): Promise<string | undefined> {
  const entries = extract();
  const found: { text?: string } = {};
  entries.on('entry', (header, content, next) => {
    const chunks: Buffer[] = [];
    content.on('data', (chunk: Buffer) => chunks.push(chunk));
    content.on('end', () => {
      if (header.type === 'file') found.text ??= Buffer.concat(chunks).toString();
      next();
    });
  });
  await pipeline(archive, entries);
  return found.text;
}
