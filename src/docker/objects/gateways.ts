import type Dockerode from 'dockerode';
import { call } from '../transport/call.ts';
import { deadlines } from '../transport/deadlines.ts';
import { removeContainer } from './containers.ts';
import { type Labels, labels, ofPod } from './labels.ts';
import { isOurs } from './ours.ts';

/** A container of a project, as far as gateways go. */
interface Member {
  readonly id: string;
  readonly labels: Labels;
}

export function isGateway({ labels: found }: Pick<Member, 'labels'>): boolean {
  return found[labels.role] === 'gateway';
}

/** Whether the gateway of a pod is needed: something else of that pod is there, or a pod to which the gateway leads. */
export function isNeeded(owner: string | undefined, members: readonly Pick<Member, 'labels'>[]): boolean {
  return members.some((one) => {
    if (isGateway(one)) return false;
    return one.labels[labels.pod] === owner || leadsTo(one.labels).includes(owner);
  });
}

/** The pods whose gateways lead to the pod of a holder. */
export function leadsTo(holder: Labels): readonly (string | undefined)[] {
  return holder[labels.gateways]?.split(',') ?? [];
}

/** Every container of a project. */
export async function membersOf(
  docker: Dockerode,
  project: string,
  signal: AbortSignal,
): Promise<readonly Member[]> {
  const found = await call('list containers', deadlines.read, signal, (abortSignal) =>
    docker.listContainers({ all: true, filters: ofPod(project), abortSignal }),
  );
  return found
    .filter(({ Names, Labels: of }) => isOurs(Names, of))
    .map(({ Id, Labels: of }) => ({ id: Id, labels: of }));
}

/**
 * Removes the gateways of a project that lead nowhere any more. Of two pods that go at the same moment the one that looks last sees
 * nothing of the other.
 */
export async function removeIdleGateways(
  docker: Dockerode,
  project: string,
  signal: AbortSignal,
): Promise<void> {
  const members = await membersOf(docker, project, signal);
  const idle = members.filter((one) => isGateway(one) && !isNeeded(one.labels[labels.pod], members));
  await Promise.all(idle.map(({ id }) => removeContainer(docker, id, signal)));
}
