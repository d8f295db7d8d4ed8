import type { Pod } from '../../pod/model.ts';
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
  let lookup: EndpointLookup | undefined;
  const put = (state: PodState): void => {
    states.set(state.pod.name, state);
    lookup = undefined;
  };
  const unsubscribe = journal.subscribe(
    (event) => {
      const before = states.get(event.pod);
      if (!before) return;
      const after = foldPodState(before, event);
      if (after === before) return;
      put(after);
      changed({ pod: event.pod, before, after, isRemoved: event.type === 'PodRemoved' });
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
    },
  };
}
