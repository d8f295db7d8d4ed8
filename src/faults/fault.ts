/**
 * What can be done to a pod on purpose. `pause`, `kill` and `stop-signal` are about one container. The others are about the
 * packets of the pod, which its containers share.
 */
export type Fault =
  | { readonly kind: 'pause' }
  /** SIGKILL. */
  | { readonly kind: 'kill' }
  /** The signal that the container is stopped with, while nobody stops it. */
  | { readonly kind: 'stop-signal' }
  /** So many percent of the packets are dropped, in both directions. */
  | { readonly kind: 'loss'; readonly percent: number }
  /** So many percent of the requests, which are packets with data from the side that connected, end their TCP connection. */
  | { readonly kind: 'reset'; readonly percent: number }
  /** Nothing goes to a peer or comes from it: a pod, a name, an address or a range of addresses. */
  | { readonly kind: 'partition'; readonly peer: string }
  /** Each packet that the pod sends is late by `ms`, give or take `jitterMs`. */
  | { readonly kind: 'latency'; readonly ms: number; readonly jitterMs: number }
  /** The pod sends so many bits per second at most. */
  | { readonly kind: 'bandwidth'; readonly bitsPerSecond: number }
  /** Questions to DNS are refused at once, or get no answer. */
  | { readonly kind: 'dns'; readonly answer: 'fail' | 'timeout' };

export type FaultKind = Fault['kind'];

/** Who or what a fault is for, and how long. */
export interface FaultOrder {
  readonly fault: Fault;
  /** Only of a fault that is about one container. */
  readonly container?: string;
  /** In milliseconds. A signal has no duration: it is 0 for one. */
  readonly forMs: number;
}

/** A fault that is on. */
export interface ActiveFault {
  /** A short word that no other fault of the pod has. */
  readonly id: string;
  /** The fault as a person types it, e.g. `loss=5%`. */
  readonly words: string;
  readonly container?: string;
  /** In milliseconds. */
  readonly leftMs: number;
}

/** Whether it is about one container, not about the packets of the pod. */
export function isAboutContainer({ kind }: Fault): boolean {
  return kind === 'pause' || isSignal(kind);
}

/** A signal is sent once and has nothing to undo. */
export function isSignal(kind: FaultKind): kind is 'kill' | 'stop-signal' {
  return kind === 'kill' || kind === 'stop-signal';
}
