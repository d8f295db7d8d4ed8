import type { Report } from '../lifecycle/state/facts.ts';
import type { PeerState } from '../lifecycle/state/peer.ts';
import { dependenciesOf, dependentsOf } from '../pod/dependency.ts';
import type { Pod } from '../pod/model.ts';

/** What the pods of a run know of each other, and of pods that other runs supervise. */
export interface Peers {
  /** A pod of this run is now so. Those that wait for it, and those that it waits for, hear of it. */
  tell(peer: PeerState): void;
  /** As `tell`, for a pod that another run supervises. */
  hear(peer: PeerState): void;
  /** What a pod that is supervised from now on has to know. */
  known(pod: Pod): readonly Report[];
}

/**
 * @param post reaches the supervisor of a pod of this run, if it has one already.
 * @param tellElsewhere reaches the other runs.
 */
export function createPeers(
  pods: readonly Pod[],
  post: (pod: string, report: Report) => void,
  tellElsewhere: (peer: PeerState) => void = () => {},
): Peers {
  const latest = new Map<string, PeerState>();
  const hear = (peer: PeerState): void => {
    latest.set(peer.pod, peer);
    for (const { name } of pods.filter((pod) => isConcerned(pod, peer.pod, pods)))
      post(name, { type: 'peer', peer });
  };
  return {
    hear,
    tell(peer) {
      hear(peer);
      tellElsewhere(peer);
    },
    known: (pod) =>
      [...latest.values()]
        .filter((peer) => isConcerned(pod, peer.pod, pods))
        .map((peer) => ({ type: 'peer', peer })),
  };
}

/** Whether the one waits for the other: to start, or to stop. */
function isConcerned(pod: Pod, other: string, pods: readonly Pod[]): boolean {
  const isNeeded = dependenciesOf(pod).some((dependency) => dependency.pod === other);
  return isNeeded || dependentsOf(pod.name, pods).includes(other);
}
