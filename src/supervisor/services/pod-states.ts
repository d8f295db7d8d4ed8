import type { Pod } from '../../pod/model.ts';
import { redact } from '../../pod/redact.ts';
import type { ServedPod } from '../../pod/served-pod.ts';
import { type EndpointLookup, endpointLookup } from '../../services/endpoints.ts';
import { foldPodState, newPodState, type PodState } from '../../services/pod-state.ts';
import type { Journal } from '../journal.ts';

/** What Services know of the pods of a run. */
export interface PodStates {
  /** In the order of the files. */
  all(): readonly PodState[];
  /** What is behind each Service; the same function for as long as nothing changes. */
  lookup(): EndpointLookup;
  /** The pod's manifest is another one. */
  change(pod: Pod): void;
  /** Whether it is known of every pod with a network if it is ready. */
  areJudged(): boolean;
  /** A pod that another run supervises is so. */
  hear(served: ServedPod): void;
  /** Tells of the pods of this run, now and whenever one changes. @returns an end to it. */
  follow(listener: (served: ServedPod) => void): () => void;
}

/** What has become of one pod. */
export interface StateChange {
  readonly pod: string;
  readonly before: PodState;
  readonly after: PodState;
  /** Nothing of the pod is left on the engine. */
  readonly isRemoved: boolean;
}

/** Folds the events into the states of the pods, and tells of each change. */
export function followPodStates(
  pods: readonly Pod[],
  { journal, signal }: { readonly journal: Journal; readonly signal: AbortSignal },
  changed: (change: StateChange) => void,
): PodStates {
  const states = new Map<string, PodState>(pods.map((pod) => [pod.name, newPodState(pod)]));
  /** A pod that is removed here may be made by another run, and then that one tells of it. */
  const mine = new Set(states.keys());
  const followers = new Set<(served: ServedPod) => void>();
  let lookup: EndpointLookup | undefined;
  const put = (state: PodState): void => {
    states.set(state.pod.name, state);
    lookup = undefined;
  };
  const tell = (name: string): void => {
    if (mine.has(name)) for (const listener of followers) listener(servedOf(states.get(name)!));
  };
  const unsubscribe = journal.subscribe(
    (event) => {
      const before = states.get(event.pod);
      if (!before) return;
      const after = foldPodState(before, event);
      if (after === before) return;
      put(after);
      changed({ pod: event.pod, before, after, isRemoved: event.type === 'PodRemoved' });
      if (event.type === 'PodCreated') mine.add(event.pod);
      tell(event.pod);
      if (event.type === 'PodRemoved') mine.delete(event.pod);
    },
    { replay: true },
  );
  signal.addEventListener('abort', unsubscribe, { once: true });
  return {
    all: () => [...states.values()],
    lookup: () => {
      lookup ??= endpointLookup([...states.values()]);
      return lookup;
    },
    change(pod) {
      const state = states.get(pod.name);
      if (state) put({ ...state, pod });
      tell(pod.name);
    },
    areJudged: () => [...states.values()].every(({ ip, judged }) => judged || !ip),
    hear(served) {
      const { name } = served.pod;
      if (mine.has(name)) return;
      const before = states.get(name) ?? newPodState(served.pod);
      const after = { ...served, judged: true };
      put(after);
      changed({ pod: name, before, after, isRemoved: served.ip === undefined });
    },
    follow(listener) {
      followers.add(listener);
      for (const name of mine) listener(servedOf(states.get(name)!));
      return () => void followers.delete(listener);
    },
  };
}

function servedOf({ pod, ip, ready, terminating }: PodState): ServedPod {
  return { pod: redact(pod), ready, terminating, ...(ip !== undefined && { ip }) };
}
