import type { HookKind, ProbeKind } from '../../events/types.ts';
import type { Pod } from '../../pod/model.ts';
import type { PeerState } from './peer.ts';
import type { Step } from './stepping.ts';

/**
 * Something that happened. Facts are the only way into the lifecycle. `at` is when the fact arrived, in milliseconds of the
 * supervisor's monotonic clock. A fact brings no time of the engine: its clock may show anything.
 */
export type Fact = { readonly at: number } & (
  | { readonly type: 'begin' }
  /** Time has passed: whatever is due is done. */
  | { readonly type: 'tick' }
  | { readonly type: 'sandboxCreated'; readonly attempt: number; readonly id: string }
  | { readonly type: 'sandboxReady'; readonly attempt: number; readonly ip: string; readonly network: string }
  | { readonly type: 'sandboxFailed'; readonly attempt: number; readonly message: string }
  | { readonly type: 'sandboxLost'; readonly attempt: number; readonly message: string }
  | {
      readonly type: 'captureApplied';
      readonly attempt: number;
      readonly backend: string;
      readonly mode: string;
      readonly rules: number;
      readonly message?: string;
    }
  | {
      readonly type: 'captureFailed';
      readonly attempt: number;
      readonly backend: string;
      readonly mode: string;
      readonly message: string;
    }
  | {
      readonly type: 'captureRemoved';
      readonly attempt: number;
      readonly backend: string;
      readonly mode: string;
    }
  /** The rules are no longer those that were applied: somebody flushed or changed them. */
  | { readonly type: 'captureDrifted'; readonly attempt: number; readonly message: string }
  | (Of & { readonly type: 'imagePulling'; readonly image: string; readonly message?: string })
  | (Of & { readonly type: 'imagePulled'; readonly image: string; readonly message?: string })
  | (Of & {
      readonly type: 'prepared';
      readonly specHash: string;
      readonly id: string;
      readonly stopSignal: string;
    })
  | (Of & {
      readonly type: 'prepareFailed';
      readonly specHash: string;
      readonly reason: 'ErrImagePull' | 'CreateContainerError';
      readonly message: string;
      /** How to get an image that could not be pulled. */
      readonly hint?: string;
    })
  | (Of & { readonly type: 'running'; readonly pid: number })
  | (Of & { readonly type: 'startFailed'; readonly message: string })
  | (Of & {
      readonly type: 'exited';
      readonly exitCode: number;
      readonly oomKilled: boolean;
      /** The termination message of the container. */
      readonly message?: string;
    })
  /** The engine no longer has it: somebody removed it. */
  | (Of & { readonly type: 'vanished' })
  | (Of & {
      readonly type: 'probed';
      readonly probe: ProbeKind;
      /** `error`: the probe could not be run, which says nothing about the container. */
      readonly outcome: 'success' | 'failure' | 'error';
      readonly message: string;
    })
  | (Of & {
      readonly type: 'hookFinished';
      readonly hook: HookKind;
      readonly ok: boolean;
      readonly message: string;
    })
  /** The files of the volumes have been written, or could not be; nobody has to wait for them any more. */
  | { readonly type: 'filesWritten'; readonly revision: number }
  /** An emptyDir is larger than its limit. */
  | {
      readonly type: 'volumeFull';
      readonly volume: string;
      readonly usedBytes: number;
      readonly limitBytes: number;
    }
  /** Another pod is now so. */
  | { readonly type: 'peer'; readonly peer: PeerState }
  /**
   * A person or a program asks for it. `graceSeconds` absent means the pod's own. `after` are pods that are stopped too,
   * and end before this one.
   */
  | {
      readonly type: 'stopPod';
      readonly reason: string;
      readonly graceSeconds?: number;
      readonly after?: readonly string[];
      /** The person who lets each step happen asks for it: stops go step by step as well. Otherwise nobody is asked any more. */
      readonly stepwise?: boolean;
    }
  /** SIGKILL to all, at once. */
  | { readonly type: 'killPod'; readonly reason: string }
  | { readonly type: 'restartPod' }
  | { readonly type: 'restartContainer'; readonly container: string }
  | { readonly type: 'stopContainer'; readonly container: string }
  | { readonly type: 'killContainer'; readonly container: string; readonly signal: string }
  /** A person lets the step happen that was asked for; without one, each that comes goes by itself from now on. */
  | { readonly type: 'goOn'; readonly step?: Step }
  | { readonly type: 'switchCapture'; readonly on: boolean }
  /** The file has changed; `pod` is the new one, `hashes` the new specification hashes by container. */
  | {
      readonly type: 'specChanged';
      readonly pod: Pod;
      readonly hashes: Readonly<Record<string, string>>;
      /** Only other documents of its files have changed: nobody is told. */
      readonly untold?: true;
    }
);

/** A fact before it has its time; `Omit` alone does not keep the union apart. */
export type Report = Fact extends infer F ? (F extends Fact ? Omit<F, 'at'> : never) : never;

interface Of {
  readonly container: string;
  /** The instance it is about; a fact about an old one changes nothing. */
  readonly attempt: number;
}

export type FactOf<T extends Fact['type']> = Extract<Fact, { readonly type: T }>;
