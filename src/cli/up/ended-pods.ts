import type { PeerState } from '../../lifecycle/state/peer.ts';
import { allContainers } from '../../pod/containers.ts';
import type { Pod } from '../../pod/model.ts';
import type { PodsElsewhere } from '../../run/run.ts';
import type { EventSource } from '../../supervisor/journal.ts';

/** How a pod has ended. */
export type EndedPhase = 'Succeeded' | 'Failed';

/** The pods that have ended so far, and how; one that was made anew since has not. */
export function watchEnded(journal: EventSource): ReadonlyMap<string, EndedPhase> {
  const ended = new Map<string, EndedPhase>();
  journal.subscribe(({ type, pod }) => {
    if (type === 'PodCreated') ended.delete(pod);
    if (type === 'PodSucceeded') ended.set(pod, 'Succeeded');
    if (type === 'PodFailed') ended.set(pod, 'Failed');
  });
  return ended;
}

/** As a command line hands it on: `POD=PHASE`. */
export function endedWords(ended: ReadonlyMap<string, EndedPhase>): readonly string[] {
  return [...ended].map(([pod, phase]) => `${pod}=${phase}`);
}

export function parseEnded(words: readonly string[] = []): ReadonlyMap<string, EndedPhase> {
  return new Map(
    words.map((word) => {
      const [pod = '', phase] = word.split('=');
      return [pod, phase === 'Succeeded' ? 'Succeeded' : 'Failed'] as const;
    }),
  );
}

/** Those that wait for pods which have ended in the run before hear how they did. */
export function hearingOfEnded(
  elsewhere: PodsElsewhere,
  pods: readonly Pod[],
  ended: ReadonlyMap<string, EndedPhase>,
): PodsElsewhere {
  if (ended.size === 0) return elsewhere;
  return {
    ...elsewhere,
    hear(tell) {
      for (const pod of pods) {
        const phase = ended.get(pod.name);
        if (phase !== undefined) tell(endedPeer(pod, phase));
      }
      elsewhere.hear(tell);
    },
  };
}

function endedPeer(pod: Pod, phase: EndedPhase): PeerState {
  const exitCode = phase === 'Succeeded' ? 0 : 1;
  const one = { hasRun: true, ready: false, exitCode };
  return {
    ...{ pod: pod.name, made: '', generation: 0, hasRun: true, ready: false, alive: false },
    over: { phase, message: 'it has ended' },
    containers: Object.fromEntries(allContainers(pod).map(({ name }) => [name, one])),
    apps: pod.containers.map(({ name }) => name),
  };
}
