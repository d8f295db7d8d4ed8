import type Dockerode from 'dockerode';
import { removeContainer } from './objects/containers.ts';
import { isGateway, membersOf, removeIdleGateways } from './objects/gateways.ts';
import { labels, ofPod } from './objects/labels.ts';
import { allNetworksOf, removeNetwork } from './objects/network.ts';
import { idsOf } from './observe.ts';
import { call, callUnless } from './transport/call.ts';
import { deadlines } from './transport/deadlines.ts';
import { isDone, statusOf } from './transport/errors.ts';

/**
 * Removes everything of a pod, or of a whole project when no pod is named: containers by force and all at once, then
 * volumes, and the network once no pod of the project is left. Claims stay: they are data.
 *
 * @param onRemove Hears every container's id before it goes.
 */
export async function removeAll(
  docker: Dockerode,
  project: string,
  pod: string | undefined,
  signal: AbortSignal,
  onRemove: (id: string) => void = () => {},
): Promise<void> {
  const ids = await idsOf(docker, project, pod, signal);
  for (const id of ids) onRemove(id);
  await removeThese(docker, { project, pod, ids }, signal);
}

/** Containers of a pod, or of a project, and what nobody needs without them. Another run may make the pod anew meanwhile. */
interface Removed {
  readonly project: string;
  readonly pod: string | undefined;
  readonly ids: readonly string[];
}

/**
 * Removes these containers, then the volumes and the network, unless containers that were made meanwhile use them. A gateway stays while it
 * leads to another pod.
 */
export async function removeThese(docker: Dockerode, removed: Removed, signal: AbortSignal): Promise<void> {
  const { project, pod } = removed;
  const gateways = (await membersOf(docker, project, signal)).filter(isGateway).map(({ id }) => id);
  const ids = removed.ids.filter((id) => !gateways.includes(id));
  const failures = await removeContainers(docker, ids, signal);
  failures.push(...(await failuresOf([removeIdleGateways(docker, project, signal)])));
  const volumes = removeVolumes(docker, ofPod(project, pod).label, signal).catch(async (error: unknown) => {
    const isInUse = statusOf(error) === 409 && (await idsOf(docker, project, pod, signal)).length > 0;
    if (!isInUse) throw error;
  });
  failures.push(...(await failuresOf([volumes, removeUnusedNetwork(docker, project, signal)])));
  if (failures.length > 0) throw failures[0];
}

/**
 * All at once; those that could not be removed once more when the others are gone: Podman keeps the owner of a namespace for as
 * long as there is a container that shares it, also one that has ended.
 */
async function removeContainers(
  docker: Dockerode,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<unknown[]> {
  const results = await Promise.allSettled(ids.map((id) => removeContainer(docker, id, signal)));
  const kept = ids.filter((_, index) => results[index]!.status === 'rejected');
  if (signal.aborted || kept.length === 0) return rejections(results);
  return failuresOf(kept.map((id) => removeContainer(docker, id, signal)));
}

/** What cannot be removed must not keep the rest. */
async function failuresOf(work: readonly Promise<void>[]): Promise<unknown[]> {
  return rejections(await Promise.allSettled(work));
}

function rejections(results: readonly PromiseSettledResult<void>[]): unknown[] {
  return results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
}

/** What `down -v` removes besides: the project's persistent claims. */
export function removeClaims(docker: Dockerode, project: string, signal: AbortSignal): Promise<void> {
  return removeVolumes(docker, [`${labels.claimProject}=${project}`], signal);
}

async function removeVolumes(
  docker: Dockerode,
  label: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { Volumes } = await call('list volumes', deadlines.read, signal, (abortSignal) =>
    docker.listVolumes({ filters: { label: [...label] }, abortSignal }),
  );
  const [failure] = await failuresOf(
    (Volumes ?? []).map(({ Name }) =>
      callUnless(isDone, `remove volume ${Name}`, deadlines.change, signal, (abortSignal) =>
        docker.getVolume(Name).remove({ abortSignal }),
      ),
    ),
  );
  if (failure !== undefined) throw failure;
}

/** A holder that is created but not started is not attached yet, so containers are asked for, not endpoints. */
async function removeUnusedNetwork(docker: Dockerode, project: string, signal: AbortSignal): Promise<void> {
  const [left, networks] = await Promise.all([
    idsOf(docker, project, undefined, signal),
    allNetworksOf(docker, project, signal),
  ]);
  if (left.length > 0) return;
  await Promise.all(networks.map(({ Id }) => removeNetwork(docker, Id, signal)));
}
