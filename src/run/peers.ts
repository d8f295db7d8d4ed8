import type { Report } from '../lifecycle/state/facts.ts';
import type { PeerState } from '../lifecycle/state/peer.ts';
import { dependenciesOf } from '../pod/dependency.ts';
import type { Pod } from '../pod/model.ts';

/** What the pods of a run know of each other, and of pods that other runs supervise. */
export interface Peers {
  /** A pod is now so. Those that wait for it, and those that it waits for, hear of it. */
  tell(peer: PeerState): void;
  /** The pod is made anew: to those that depend on it, that is as good as a restart. */
  renewed(pod: string): void;
  /** What a pod that is supervised from now on has to know. */
  known(pod: Pod): readonly Report[];
}

/** @param post reaches the supervisor of a pod of this run, if it has one already. */
export function createPeers(pods: readonly Pod[], post: (pod: string, report: Report) => void): Peers {
  const latest = new Map<string, PeerState>();
  const renewals = new Map<string, number>();
  return {
    tell(told) {
      const peer = { ...told, generation: told.generation + (renewals.get(told.pod) ?? 0) };
      latest.set(peer.pod, peer);
      for (const { name } of pods.filter((pod) => isConcerned(pod, peer.pod, pods)))
        post(name, { type: 'peer', peer });
    },
    renewed: (pod) => void renewals.set(pod, (renewals.get(pod) ?? 0) + 1),
    known: (pod) =>
      [...latest.values()]
        .filter((peer) => isConcerned(pod, peer.pod, pods))
        .map((peer) => ({ type: 'peer', peer })),
  };
}

/** Whether the one waits for the other: to start, or to stop. */
function isConcerned(pod: Pod, other: string, pods: readonly Pod[]): boolean {
  const waits = (from: Pod | undefined, name: string): boolean =>
    from !== undefined && dependenciesOf(from).some((dependency) => dependency.pod === name);
  return (
    waits(pod, other) ||
    waits(
      pods.find(({ name }) => name === other),
      pod.name,
    )
  );
}
