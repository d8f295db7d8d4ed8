import type { PodState } from '../../services/pod-state.ts';

/** The pods to which the gateways of a run lead. A gateway stays for as long as one of them is there. */
export interface GatewayPods {
  /** A pod begins, or is taken over. */
  entered(pod: string): void;
  /** Nothing of a pod is left on the engine. */
  removed(pod: string): void;
  /** Whether all pods behind the gateway of a pod have been removed. */
  isIdle(owner: string): boolean;
  /** Whether none of them has a network: the gateway may be on its way out. */
  isEnding(owner: string): boolean;
}

export function createGatewayPods(states: () => readonly PodState[]): GatewayPods {
  const gone = new Set<string>();
  const behind = (owner: string): readonly PodState[] =>
    states().filter(({ pod }) => pod.name === owner || pod.gateways?.includes(owner));
  return {
    entered: (pod) => void gone.delete(pod),
    removed: (pod) => void gone.add(pod),
    isIdle: (owner) => behind(owner).every(({ pod }) => gone.has(pod.name)),
    isEnding: (owner) => behind(owner).every(({ ip }) => !ip),
  };
}
