import type { Gate } from '../../events/gate.ts';
import type { ContainerSummary, WaitingReason } from '../../events/types.ts';
import { statusesOf } from './containers.ts';
import type { ContainerStatus, PodObject } from './objects.ts';

const reasons: Readonly<Record<string, WaitingReason>> = {
  PodInitializing: 'PodInitializing',
  ContainerCreating: 'ContainerCreating',
  CrashLoopBackOff: 'CrashLoopBackOff',
  ErrImagePull: 'ErrImagePull',
  ErrImageNeverPull: 'ErrImagePull',
  InvalidImageName: 'ErrImagePull',
  ImageInspectError: 'ErrImagePull',
  ImagePullBackOff: 'ImagePullBackOff',
  CreateContainerConfigError: 'CreateContainerConfigError',
  CreateContainerError: 'CreateContainerError',
  RunContainerError: 'RunContainerError',
};

/** The kubelet's reason in the words of the event stream; one that it does not have is told in the message. */
export function waitingReason(reason: string | undefined): WaitingReason {
  return reasons[reason ?? ''] ?? 'ContainerCreating';
}

/** Whether the image cannot be had. */
export function isImageProblem(reason: string | undefined): boolean {
  return ['ErrImagePull', 'ImagePullBackOff'].includes(waitingReason(reason));
}

/** What a container that waits is held back by, which the kubelet does not say: the first in start order that is not through. */
export function gateOf(
  pod: PodObject,
  containers: readonly ContainerSummary[],
  name: string,
): Gate | undefined {
  const statuses = statusesOf(pod);
  const status = statuses.get(name);
  const reason = status?.state?.waiting?.reason;
  if (reason === 'CrashLoopBackOff') return { on: 'backoff' };
  if (isImageProblem(reason)) return { on: 'image' };
  if (!pod.status?.podIP) return { on: 'sandbox' };
  const at = containers.findIndex((one) => one.name === name);
  const blocker = containers
    .slice(0, at)
    .find((one) => one.role !== 'app' && !isThrough(one.role, statuses.get(one.name)));
  if (blocker) return { on: blocker.role === 'init' ? 'exit' : 'started', container: blocker.name };
  return { on: 'creation' };
}

function isThrough(role: ContainerSummary['role'], status: ContainerStatus | undefined): boolean {
  return role === 'init' ? status?.state?.terminated?.exitCode === 0 : status?.started === true;
}
