import type { ControlClient } from '../../control/client.ts';
import type { PodEnding } from '../../control/protocol.ts';
import { peerOf } from '../../lifecycle/between/peer-of.ts';
import type { PeerState } from '../../lifecycle/state/peer.ts';
import { dependenciesOf } from '../../pod/dependency.ts';
import type { Pod } from '../../pod/model.ts';
import type { PodsElsewhere } from '../../run/run.ts';
import type { Supervised } from '../find/find-supervised.ts';

/** Pods of other runs: those that the pods of this one wait for, or that wait for those, and those to which Services lead. */
export function podsElsewhere(running: readonly Supervised[], mine: readonly Pod[]): PodsElsewhere {
  const needed = running.filter(({ pod }) => mine.some((one) => waitsFor(one, pod)));
  const runs = new Set(running.map(({ control }) => control));
  return {
    hear: (tell) => {
      for (const control of new Set(needed.map((one) => one.control)))
        listen(
          control,
          needed.filter((one) => one.control === control),
          tell,
        );
    },
    tell: (peer) => {
      const report = { type: 'peer', peer } as const;
      for (const { control, pod, state } of running)
        if (waitsFor(state.pod, peer.pod)) void control.ask({ type: 'post', pod, report }).catch(() => {});
    },
    hearServed: (tell) => {
      for (const control of runs) control.followServed(tell).catch(() => {});
    },
    tellServed: (served) => {
      for (const control of runs) control.ask({ type: 'served', served }).catch(() => {});
    },
  };
}

function waitsFor(pod: Pod, other: string): boolean {
  return dependenciesOf(pod).some((dependency) => dependency.pod === other);
}

/** Looks at a pod again after each of its events: an event alone does not say all that others wait for. */
function listen(control: ControlClient, pods: readonly Supervised[], tell: (peer: PeerState) => void): void {
  const latest = new Map(pods.map(({ pod, state }) => [pod, peerOf(state)]));
  const learn = (peer: PeerState): void => {
    latest.set(peer.pod, peer);
    tell(peer);
  };
  const look = async (pod: string): Promise<void> => {
    const reply = await control.ask({ type: 'state', pod }).catch(() => undefined);
    if (reply?.type === 'state' && !latest.get(pod)?.over) learn(peerOf(reply.state));
  };
  for (const peer of latest.values()) tell(peer);
  control
    .subscribe((notice) => {
      if (notice.type === 'event' && latest.has(notice.event.pod) && notice.event.type !== 'Log')
        void look(notice.event.pod);
      const last = notice.type === 'ended' ? latest.get(notice.pod) : undefined;
      if (notice.type === 'ended' && last) learn(endedAs(last, notice));
    })
    .catch(() => {});
}

function endedAs(last: PeerState, { exitCode, failure }: PodEnding): PeerState {
  const phase = exitCode === 0 ? 'Succeeded' : 'Failed';
  return { ...last, ready: false, alive: false, over: { phase, message: failure ?? 'it has ended' } };
}
