import type { ContainerStatus, TerminatedObject } from './objects.ts';

/** An instance of a container that has ended. `attempt` counts from 0. */
export interface EndedInstance {
  readonly attempt: number;
  readonly terminated: TerminatedObject;
}

/**
 * The instances that a status tells the end of, older first. `restartCount` belongs to the newest instance that there was; while
 * a container waits for its restart, that is the one of `lastState` (kubelet_pods.go, convertToAPIContainerStatuses).
 */
export function endedInstances(status: ContainerStatus | undefined): readonly EndedInstance[] {
  if (!status) return [];
  const { restartCount, state, lastState } = status;
  const last = lastState?.terminated;
  const before = state?.running || state?.terminated ? restartCount - 1 : restartCount;
  return [
    ...(last && before >= 0 ? [{ attempt: before, terminated: last }] : []),
    ...(state?.terminated ? [{ attempt: restartCount, terminated: state.terminated }] : []),
  ];
}

/** The instance that runs, or the one that is waited for; from 0. */
export function currentAttempt({ restartCount, state, lastState }: ContainerStatus): number {
  return state?.waiting && lastState?.terminated ? restartCount + 1 : restartCount;
}

/** Whether two ends are the same one: by the runtime's id, else by number. */
export function isSameEnd(a: EndedInstance, b: EndedInstance): boolean {
  const { containerID } = a.terminated;
  return containerID !== undefined && b.terminated.containerID !== undefined
    ? containerID === b.terminated.containerID
    : a.attempt === b.attempt;
}
