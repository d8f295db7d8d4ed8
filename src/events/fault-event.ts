/** What is told of faults that somebody puts on a pod, or on one container of it, on purpose. */
export type FaultEvent =
  /** `forMs` is 0 for a signal, which is sent once. */
  | ({ readonly type: 'FaultInjected'; readonly forMs: number } & OfFault)
  /** It is off again; `message` says why. */
  | ({ readonly type: 'FaultCleared'; readonly message: string } & OfFault);

interface OfFault {
  /** A word that no other fault has that is on at the pod. */
  readonly fault: string;
  /** As a person types it, e.g. `loss=5%`. */
  readonly words: string;
  /** Absent when it is about the packets of the pod. */
  readonly container?: string;
}
