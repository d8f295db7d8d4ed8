import type { OutriderEvent } from '../events/types.ts';
import type { Pod } from '../pod/model.ts';

/** What a Service asks of a pod. */
export interface PodState {
  readonly pod: Pod;
  /** Absent while the pod has no network. */
  readonly ip?: string;
  readonly ready: boolean;
  /** It has been told to end. A Service leads no new connection there. */
  readonly terminating: boolean;
  /** False for a pod that was taken over as it runs, until it is known again whether it is ready. */
  readonly judged: boolean;
}

export function newPodState(pod: Pod): PodState {
  return { pod, ready: false, terminating: false, judged: false };
}

/** The state after one of the pod's events; the same object when nothing has changed. */
export function foldPodState(state: PodState, event: OutriderEvent): PodState {
  switch (event.type) {
    case 'SandboxReady':
      return state.ip === event.ip && !state.terminating
        ? state
        : { ...state, ip: event.ip, terminating: false };
    case 'PodCreated':
      return newPodState(state.pod);
    case 'SandboxLost':
    case 'PodRemoved':
    case 'PodSucceeded':
    case 'PodFailed':
      return { ...newPodState(state.pod), judged: true };
    case 'ContainerCreated':
      return state.judged ? state : { ...state, judged: true };
    case 'PodReady':
      return state.ready ? state : { ...state, ready: true, judged: true };
    case 'PodNotReady':
      return state.ready ? { ...state, ready: false, judged: true } : state;
    case 'PodTerminating':
      return { ...state, terminating: true, judged: true };
    default:
      return state;
  }
}
