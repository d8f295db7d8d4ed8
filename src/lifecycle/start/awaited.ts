import { containerNamed } from '../../pod/containers.ts';
import { failPod } from '../end/termination.ts';
import type { ContainerState, PodState, Terminated } from '../state/state.ts';
import { isPlainInit, isSidecar, patchPod, type Turn } from '../state/turn.ts';

/** A container that the rest of its pod waits for has failed, and is not tried again: the pod did not start because of it. */
export function failForAwaited(turn: Turn, problem: string): void {
  const reason = `dependency failed to start: ${problem}`;
  patchPod(turn, { failedDependency: reason });
  failPod(turn, reason);
}

/** Why the pod fails when its startup probe has failed for good; undefined when the container is started again instead. */
export function whyUnhealthyFails(state: PodState, name: string, message: string): string | undefined {
  if (!failsPod(state, name) || !isWaitedFor(state, name)) return undefined;
  return `${name} is unhealthy: ${message}`;
}

/** Why the pod fails when the container has exited; undefined when the restart policy decides. */
export function whyExitFails(
  state: PodState,
  { name }: ContainerState,
  { exitCode, after }: Terminated,
): string | undefined {
  if (failsPod(state, name) !== 'exit' || state.termination || after !== undefined) return undefined;
  if (isPlainInit(state, name))
    return exitCode === 0 ? undefined : `${name} didn't complete successfully: exit ${exitCode}`;
  return isSidecar(state, name) && isWaitedFor(state, name) ? `${name} exited (${exitCode})` : undefined;
}

function failsPod(state: PodState, name: string): 'unhealthy' | 'exit' | undefined {
  return containerNamed(state.pod, name).engine?.failsPod;
}

/** Whether nothing that comes after it has run: it has let nobody go. */
function isWaitedFor({ pod, containers, initialized }: PodState, name: string): boolean {
  const inits = pod.initContainers.map((one) => containers[one.name]!);
  return !initialized && inits.findLast(({ everRan }) => everRan)?.name === name;
}
