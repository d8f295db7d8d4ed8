import type Dockerode from 'dockerode';
import { type Labels, labels } from './objects/labels.ts';
import { networkName, ownNetworkName } from './objects/names.ts';
import { removeNetwork } from './objects/network.ts';
import { isOurs } from './objects/ours.ts';
import { call, callUnless } from './transport/call.ts';
import { deadlines } from './transport/deadlines.ts';
import { isDone, statusOf } from './transport/errors.ts';

/** Something of a pod, or of a project, that has no container any more. */
interface Leftover {
  readonly kind: 'volume' | 'network';
  readonly name: string;
  readonly project: string;
}

/**
 * What crashes, or `docker rm`, have left of projects: volumes whose pod has no container, networks whose project has none.
 * Persistent claims carry other labels: they are data, and never among them.
 */
export async function findLeftovers(
  docker: Dockerode,
  project: string | undefined,
  signal: AbortSignal,
): Promise<readonly Leftover[]> {
  const filters = { label: [project === undefined ? labels.project : `${labels.project}=${project}`] };
  const [containers, { Volumes }, networks] = await Promise.all([
    call('list containers', deadlines.read, signal, (abortSignal) =>
      docker.listContainers({ all: true, filters, abortSignal }),
    ),
    call('list volumes', deadlines.read, signal, (abortSignal) =>
      docker.listVolumes({ filters, abortSignal }),
    ),
    call('list networks', deadlines.read, signal, (abortSignal) =>
      docker.listNetworks({ filters, abortSignal }),
    ),
  ]);
  const ours = containers.filter(({ Names, Labels: found }) => isOurs(Names, found)).map((one) => one.Labels);
  const used = { pods: new Set(ours.map(podKey)), projects: new Set(ours.map((of) => of[labels.project])) };
  const volumes = (Volumes ?? []).filter(
    ({ Name, Labels: of }) => isOurVolume(Name, of) && !used.pods.has(podKey(of)),
  );
  const unused = networks.filter(({ Name, Labels: of }) => {
    const owner = of?.[labels.project];
    if (owner === undefined || used.projects.has(owner)) return false;
    return Name === networkName(owner) || Name.startsWith(ownNetworkName(owner, ''));
  });
  return [
    ...volumes.map(({ Name, Labels: of }) => ({
      kind: 'volume' as const,
      name: Name,
      project: of[labels.project]!,
    })),
    ...unused.map(({ Name, Labels: of }) => ({
      kind: 'network' as const,
      name: Name,
      project: of![labels.project]!,
    })),
  ];
}

function podKey(of: Labels): string {
  return `${of[labels.project]}\0${of[labels.pod]}`;
}

/** Labels alone prove nothing: the name must be one that Outrider gives. */
function isOurVolume(name: string, of: Labels | null): boolean {
  const prefix = `${of?.[labels.project]}_${of?.[labels.pod]}_`;
  return of?.[labels.project] !== undefined && of[labels.pod] !== undefined && name.startsWith(prefix);
}

/** Removes it unless somebody has begun to use it. Answers whether it is gone. */
export async function removeLeftover(
  docker: Dockerode,
  { kind, name }: Leftover,
  signal: AbortSignal,
): Promise<boolean> {
  if (kind === 'network') {
    await removeNetwork(docker, name, signal);
    return true;
  }
  let used = false;
  await callUnless(
    (error) => {
      used = statusOf(error) === 409;
      return used || isDone(error);
    },
    `remove volume ${name}`,
    deadlines.change,
    signal,
    (abortSignal) => docker.getVolume(name).remove({ abortSignal }),
  );
  return !used;
}
