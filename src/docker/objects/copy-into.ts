import type Dockerode from 'dockerode';
import { call } from '../transport/call.ts';
import { deadlines } from '../transport/deadlines.ts';
import { type ArchiveEntry, archiveOf } from './archive.ts';
import { inspectContainer } from './containers.ts';

/**
 * Writes files into a container that is made, whether it runs or not. Folders that are missing are made.
 * @param entries paths are from the root of the container.
 * @throws EngineError, e.g. for a read-only root.
 */
export async function copyInto(
  docker: Dockerode,
  id: string,
  entries: readonly ArchiveEntry[],
  signal: AbortSignal,
): Promise<void> {
  const archive = await archiveOf(entries);
  await call('copy files into the container', deadlines.change, signal, (abortSignal) =>
    docker.getContainer(id).putArchive(archive, { path: '/', abortSignal }),
  );
}

/** As whom the process of a container runs: `NAME[:GROUP]` or numbers, empty for root. */
export async function userOf(docker: Dockerode, id: string, signal: AbortSignal): Promise<string> {
  const { Config } = await inspectContainer(docker, id, signal);
  return Config.User;
}
