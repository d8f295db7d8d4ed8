import { containerNamed } from '../../pod/containers.ts';
import { decideRestart } from '../start/restart.ts';
import type { ContainerState, Phase, PodState, Terminated } from '../state/state.ts';
import { isMain, isSidecar, ordered } from '../state/turn.ts';

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

/** Is there nothing left to do? No app container goes on, and none is to be started again. */
export function isDone(state: PodState): boolean {
  if (!state.initialized || state.termination) return false;
  return state.pod.containers.every(({ name }) => isSpent(state, state.containers[name]!));
}

/** Is this the last app container that goes on, and will it not be restarted once a probe has killed it? */
export function endsWith(state: PodState, name: string, cause: ProbeCause): boolean {
  if (!state.initialized || state.termination || !isMain(state, name)) return false;
  if (restartsAfter(state, state.containers[name]!, cause)) return false;
  return state.pod.containers.every(
    (other) => other.name === name || isSpent(state, state.containers[other.name]!),
  );
}

type ProbeCause = 'startupProbe' | 'livenessProbe';

/**
 * Has an app container run for the last time? One that a probe is killing counts as one that has ended: the kubelet neither
 * keeps it nor starts it again, and does not wait until it is dead (computePodActions).
 */
function isSpent(state: PodState, container: ContainerState): boolean {
  const { instance, override } = container;
  if (override === 'stopped') return false;
  if (instance.is === 'terminated') return decideRestart(state, container, instance).action === 'none';
  if (instance.is !== 'running') return false;
  const cause = instance.stop?.cause;
  return (cause === 'startupProbe' || cause === 'livenessProbe') && !restartsAfter(state, container, cause);
}

/** A container whose rules look at exit codes may be: nobody knows its exit code yet. */
function restartsAfter(state: PodState, container: ContainerState, after: ProbeCause): boolean {
  if (containerNamed(state.pod, container.name).restartPolicyRules.length > 0) return true;
  const killed: Terminated = { is: 'terminated', exitCode: 137, reason: 'Error', finishedAt: 0, after };
  return decideRestart(state, container, killed).action !== 'none';
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
