import type { ContainerState, PodState } from '../state/state.ts';
import { isPlainInit, isSidecar } from '../state/turn.ts';

/** Its process runs, or is about to: a start call that is under way comes through before anything is stopped. */
export function isAlive({ instance }: ContainerState): boolean {
  return instance.is === 'running' || instance.is === 'starting';
}

/**
 * Whom a container still waits for before it gets its stop signal while the pod is being terminated (kubelet:
 * terminationOrdering): a sidecar for every app container and every later sidecar that ran when termination began, all
 * others for nobody.
 */
export function waitsFor(state: PodState, name: string): readonly string[] {
  if (!state.termination || !isSidecar(state, name)) return [];
  const names = state.pod.initContainers.map((container) => container.name);
  const position = names.indexOf(name);
  return state.termination.running.filter((other) => {
    if (other === name || isPlainInit(state, other)) return false;
    if (isSidecar(state, other) && names.indexOf(other) < position) return false;
    return state.containers[other] !== undefined && isAlive(state.containers[other]);
  });
}
