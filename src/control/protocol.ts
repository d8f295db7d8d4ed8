import type { OutriderEvent } from '../events/types.ts';
import type { ActiveFault } from '../faults/fault.ts';
import type { Report } from '../lifecycle/state/facts.ts';
import type { PodState } from '../lifecycle/state/state.ts';
import type { Pod } from '../pod/model.ts';
import type { KubernetesObject } from '../pod/origin.ts';
import type { ServedPod } from '../pod/served-pod.ts';

/**
 * What a run and other terminals say to each other over the run's socket: one JSON message a line. The run greets first.
 * A change that an older side would misread takes another number.
 */
export const protocolVersion = 1;

export interface Greeting {
  readonly type: 'hello';
  readonly protocol: number;
  /** Outrider's own version, for words. */
  readonly version: string;
  readonly pid: number;
}

/** What a person may ask of a pod, and what another run tells of its own pods. The other reports are facts about the engine, and none of a client's business. */
export type SteeringReport = Extract<
  Report,
  {
    readonly type:
      | 'stopPod'
      | 'killPod'
      | 'restartPod'
      | 'restartContainer'
      | 'stopContainer'
      | 'killContainer'
      | 'switchCapture'
      | 'goOn'
      | 'peer';
  }
>;

export type ControlRequest =
  /** Which pods the run supervises now. */
  | { readonly type: 'pods' }
  | { readonly type: 'state'; readonly pod: string }
  | { readonly type: 'post'; readonly pod: string; readonly report: SteeringReport }
  /** Stop in order and remove everything of the pod. */
  | { readonly type: 'down'; readonly pod: string; readonly reason: string; readonly graceSeconds?: number }
  /** `words` as a person types a fault, `forMs` how long it is on. The answer comes when it is on. */
  | {
      readonly type: 'addFault';
      readonly pod: string;
      readonly words: string;
      readonly container?: string;
      readonly forMs: number;
    }
  | { readonly type: 'faults'; readonly pod: string }
  /** None means all. The answer has those that were on. */
  | { readonly type: 'clearFaults'; readonly pod: string; readonly faults: readonly string[] }
  /** The file has changed. The message has secrets in it; it only goes to the run of the same user. */
  | { readonly type: 'update'; readonly pod: Pod }
  /** The pods as they are wanted now, and the documents of their files. */
  | { readonly type: 'objects' }
  /** A pod of the run that asks is so: Services lead there, too. */
  | { readonly type: 'served'; readonly served: ServedPod }
  /** The pods to which Services may lead, now and whenever one changes. */
  | { readonly type: 'followServed' }
  /** Everything told so far, then everything to come. */
  | { readonly type: 'subscribe' };

export type ControlReply =
  | { readonly type: 'done' }
  | {
      readonly type: 'pods';
      readonly pods: readonly string[];
      /** The pods that it is about to make. Nothing of them is on the engine yet, and `down` may be asked of them. */
      readonly coming?: readonly string[];
    }
  /** Without anything secret. */
  | { readonly type: 'state'; readonly state: PodState; readonly now: number }
  | { readonly type: 'faults'; readonly faults: readonly ActiveFault[] }
  /** Whole, with everything secret: only the same user can open the socket. */
  | ({ readonly type: 'objects' } & RunObjects)
  /** The change takes a new pod, for this reason; nothing was done. */
  | { readonly type: 'needsNewPod'; readonly why: string }
  | { readonly type: 'refused'; readonly message: string };

/** What a run was given to run. */
export interface RunObjects {
  /** Each pod without the documents of its files, but for where it stands in them. */
  readonly pods: readonly Pod[];
  /** The documents of the files, each once. `origin.at` of a pod counts in it. */
  readonly documents: readonly KubernetesObject[];
}

/** How a pod ended, for those who look at it from another terminal. */
export interface PodEnding {
  readonly pod: string;
  /** What `up` ends with for it. */
  readonly exitCode: number;
  /** Why it failed, in one line. */
  readonly failure?: string;
}

/** What comes without a question, to subscribers. */
export type ControlNotice =
  | { readonly type: 'event'; readonly event: OutriderEvent }
  | ({ readonly type: 'ended' } & PodEnding)
  /** To those who have asked for it by `followServed` only. */
  | { readonly type: 'served'; readonly served: ServedPod }
  /** The subscriber does not read fast enough: this is the last message to it. */
  | { readonly type: 'letGo'; readonly message: string };

/** A request has a number that its reply repeats. */
export interface Numbered<T> {
  readonly id: number;
  readonly body: T;
}
