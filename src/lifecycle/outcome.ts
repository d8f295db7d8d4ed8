import { decideRestart } from './restart.ts';
import type { ContainerState, Phase, PodState, Terminated } from './state.ts';
import { isSidecar, ordered } from './turn.ts';

/** The phase of a pod that has not ended (kubelet: getPhase); a terminal one comes from `finalPhase`. */
export function phaseOf(state: PodState): Phase {
  if (state.finished) return state.phase;
  const mains = state.pod.containers.map(({ name }) => state.containers[name]!);
  return state.initialized && mains.every((container) => container.everRan) ? 'Running' : 'Pending';
}

/** How the pod ended, and in one sentence why. Exit codes of sidecars never count. */
export function finalPhase(state: PodState): { phase: 'Succeeded' | 'Failed'; message: string } {
  const { termination, firstFailure } = state;
  if (termination?.verdict === 'Failed') return { phase: 'Failed', message: termination.reason };
  const mains = state.pod.containers.map(({ name }) => state.containers[name]!);
  const failed = mains.find((container) => exitOf(container)?.exitCode !== 0);
  if (!failed) return { phase: 'Succeeded', message: 'every app container exited 0' };
  if (firstFailure)
    return {
      phase: 'Failed',
      message: `app container ${firstFailure.container} exited ${firstFailure.exitCode}`,
    };
  const exit = exitOf(failed);
  const words = exit ? `exited ${exit.exitCode}` : 'had not run when the pod was ended';
  return { phase: 'Failed', message: `app container ${failed.name} ${words}` };
}

/** How it ended last: one that waits for its restart counts with the instance before (kubelet: getPhase). */
function exitOf({ instance, last }: ContainerState): Terminated | undefined {
  return instance.is === 'terminated' ? instance : last;
}

/** Is there nothing left to do? No app container runs, and none is to be started again. */
export function isDone(state: PodState): boolean {
  if (!state.initialized || state.termination) return false;
  return state.pod.containers.every(({ name }) => {
    const container = state.containers[name]!;
    if (container.instance.is !== 'terminated' || container.override === 'stopped') return false;
    return decideRestart(state, container, container.instance).action === 'none';
  });
}

/** Container readiness: running, started, and the last readiness verdict good where there is a probe. */
export function isReady({ instance }: ContainerState, hasReadinessProbe: boolean): boolean {
  if (instance.is !== 'running' || !instance.started) return false;
  return !hasReadinessProbe || instance.probes.readiness?.verdict === 'success';
}

/** Why the pod is not Ready: the app containers and sidecars that are not. Empty means Ready. */
export function unready(state: PodState): readonly string[] {
  return ordered(state)
    .filter(({ name }) => isSidecar(state, name) || state.pod.containers.some((c) => c.name === name))
    .filter(({ instance }) => instance.is !== 'running' || !instance.ready)
    .map(({ name }) => name);
}
