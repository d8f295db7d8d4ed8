import type Dockerode from 'dockerode';
import { signalContainer } from './objects/containers.ts';
import { idsOf, newestHolder } from './observe.ts';

/**
 * Ends what is left of a pod that has ended, and keeps it for its logs: the containers that were added to it, which would keep its
 * namespaces for as long as they run, and the holder.
 */
export async function retirePod(
  docker: Dockerode,
  project: string,
  pod: string,
  signal: AbortSignal,
): Promise<void> {
  const [holder, tools] = await Promise.all([
    newestHolder(docker, project, pod, signal),
    idsOf(docker, project, pod, signal, 'tool'),
  ]);
  const ids = [...tools, ...(holder?.State.Running ? [holder.Id] : [])];
  await Promise.all(ids.map((id) => signalContainer(docker, id, 'SIGKILL', signal)));
}
