import type { ProbeKind, TerminationReason } from '../../events/types.ts';
import type { Pod, Role } from '../../pod/model.ts';
import type { PeerState } from './peer.ts';
import type { Stepping } from './stepping.ts';

/** All that is known of a pod. Times are milliseconds of the supervisor's monotonic clock. It is never changed in place. */
export interface PodState {
  readonly pod: Pod;
  readonly createdAt: number;
  readonly sandbox: Sandbox;
  readonly capture: CaptureState;
  /** There while capture has failed on a pod that runs. */
  readonly captureRetry?: CaptureRetry;
  readonly containers: Readonly<Record<string, ContainerState>>;
  /**
   * All init containers are done and all sidecars have started, in this sandbox. Kept, not inferred from what runs
   * now: inferring it is what broke restarts in Kubernetes 1.35 (kubernetes/kubernetes#136969).
   */
  readonly initialized: boolean;
  readonly termination?: Termination;
  /** There while each start and stop waits for a person. */
  readonly stepping?: Stepping;
  /** What this pod knows of the others that it waits for, or that wait for it, by name. */
  readonly peers: Readonly<Record<string, PeerState>>;
  /** Whether the pods that it depends on were as it needs them. Kept: what becomes of them later holds nobody back. */
  readonly released: boolean;
  /** It was let go before, and is held while a pod that it depends on restarts. */
  readonly heldAgain?: true;
  /** Which ones the pods that it depends on were when it was let go, by name. */
  readonly releasedAt: Readonly<Record<string, Pick<PeerState, 'made' | 'generation'>>>;
  /** The first holder that was made for it. Empty for a pod that was taken over. */
  readonly made?: string;
  /** How often other files were wanted in its volumes, and up to which of these times they have been written. */
  readonly files: { readonly wanted: number; readonly written: number };
  /** How often it was restarted on request, or with another specification. */
  readonly generation: number;
  /** It is to end, once the pods that depend on it have. */
  readonly stopAsked?: StopAsked;
  /** A pod that it depends on can never be as it needs it: why the pod was not started. */
  readonly failedDependency?: string;
  /** The pods that were announced as waited for. */
  readonly announcedWaits: string;
  readonly ready: boolean;
  /** Conditions that have been announced; `initialized` stays once true (KEP-5532 does not reset it). */
  readonly announcedInitialized: boolean;
  readonly phase: Phase;
  /** Why the pod cannot run at all: the sandbox could not be made, capture could not be set up. */
  readonly failure?: string;
  /** The first app container that ended the pod with an error; its exit code becomes `up`'s. */
  readonly firstFailure?: { readonly container: string; readonly exitCode: number };
  readonly finished: boolean;
}

/** A stop that was asked for of several pods at once. */
interface StopAsked {
  readonly reason: string;
  readonly graceSeconds: number;
  /** The pods that have to end first. */
  readonly after: readonly string[];
}

export type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

export interface Sandbox {
  readonly status: 'absent' | 'creating' | 'created' | 'ready' | 'lost';
  /** Which holder of this pod, from 0. */
  readonly attempt: number;
  readonly id?: string;
  readonly ip?: string;
}

/**
 * `none`: the pod asks for none. `off`: a person switched it off. While it is `pending` or `applying` nothing new starts
 * that it is meant for.
 */
export type CaptureState = 'none' | 'pending' | 'applying' | 'on' | 'removing' | 'off' | 'failed';

/** Rules that could not be put on, or not be proven, are tried again. */
export interface CaptureRetry {
  /** When, in milliseconds since the epoch. */
  readonly at: number;
  /** How long this wait is, in seconds of the pod's time; the next one is longer. */
  readonly seconds: number;
}

export interface Termination {
  readonly reason: string;
  readonly startedAt: number;
  readonly graceSeconds: number;
  /** What comes after everything has stopped. */
  readonly afterwards: Aftermath;
  /** The containers that ran when it began: only for them does anybody wait (rule of `TerminationOrdering`). */
  readonly running: readonly string[];
  /** The phase that the reason alone decides, e.g. `Failed` after a deadline. */
  readonly verdict?: 'Failed';
  /** SIGKILL without grace or order. */
  readonly atOnce?: boolean;
}

/** `restart`: in order and with grace, on request; `restartAll`: one after another, without grace (KEP-5532). */
export type Aftermath = 'end' | 'newSandbox' | 'restart' | 'restartAll';

export interface ContainerState {
  readonly name: string;
  readonly role: Role;
  /** The instance at hand, from 0. During back-off it is the next one, which has not run yet. */
  readonly attempt: number;
  readonly instance: Instance;
  /** How the instance before this one ended. */
  readonly last?: Terminated;
  /** Hash of the specification as it is wanted; an instance made from another one is replaced. */
  readonly specHash: string;
  readonly backoff?: Backoff;
  /** A person's word, stronger than the restart policy, until the next word. */
  readonly override?: 'stopped';
  /** Whether any instance has ever run in this sandbox. */
  readonly everRan: boolean;
  /** The instance at hand does not start before; set by back-off. */
  readonly notBefore?: number;
  /** The waiting reason that was announced last. */
  readonly announcedWaiting?: string;
}

/** The kubelet's flowcontrol.Backoff entry: how long the next wait is, and when it was last advanced. */
export interface Backoff {
  readonly seconds: number;
  readonly advancedAt: number;
}

export type Instance =
  /** Not wanted yet. */
  | { readonly is: 'waiting' }
  /** Its image is fetched and the container created, ahead of its turn. */
  | {
      readonly is: 'preparing';
      readonly specHash: string;
      readonly retry?: Backoff;
      readonly pulling?: string;
    }
  | {
      readonly is: 'unprepared';
      readonly specHash: string;
      readonly reason: 'ErrImagePull' | 'ImagePullBackOff' | 'CreateContainerError';
      readonly message: string;
      readonly retryAt: number;
      readonly retry: Backoff;
    }
  | ({ readonly is: 'prepared' } & Created)
  | ({
      readonly is: 'starting';
      /** Its exit was reported before its start: a short-lived process can overtake the answer. */
      readonly exitedEarly?: Exit;
    } & Created)
  | Running
  | Terminated;

/** What is known of an instance once its container exists. */
export interface Created {
  readonly id: string;
  readonly stopSignal: string;
  readonly specHash: string;
}

export interface Running extends Created {
  readonly is: 'running';
  readonly pid: number;
  readonly startedAt: number;
  readonly postStart: 'none' | 'running' | 'done';
  /** Kubernetes' `started`: postStart is through and the startup probe has passed, where there are any. */
  readonly started: boolean;
  readonly ready: boolean;
  readonly probes: Readonly<Partial<Record<ProbeKind, ProbeState>>>;
  readonly stop?: Stop;
  /** The signal that a person has sent last. */
  readonly sent?: string;
}

export interface Exit {
  readonly exitCode: number;
  readonly oomKilled: boolean;
  /** The termination message of the container, or why it could not be started. */
  readonly message?: string | undefined;
  /** It never ran. */
  readonly startFailed?: true;
}

export interface Terminated {
  readonly is: 'terminated';
  readonly id?: string;
  readonly exitCode: number;
  readonly reason: TerminationReason;
  readonly message?: string;
  readonly finishedAt: number;
  /** It was stopped for a reason that has its own rule about what follows. */
  readonly after?: StopCause;
}

export interface ProbeState {
  readonly verdict: 'unknown' | 'success' | 'failure';
  /** Equal results in a row. */
  readonly successes: number;
  readonly failures: number;
  /** The next try whose failure counts: on the period. */
  readonly dueAt: number;
  /** An earlier try whose success alone counts, while the container starts. */
  readonly peekAt?: number;
  /** The try under way: `counts` says whether its failure will. */
  readonly flight?: { readonly counts: boolean };
  readonly lastResult?: { readonly ok: boolean; readonly message: string; readonly at: number };
}

/** One container on its way down (kubelet: killContainer). */
export interface Stop {
  readonly cause: StopCause;
  readonly message: string;
  /** When the wall-clock window of `graceSeconds` began. */
  readonly since: number;
  readonly graceSeconds: number;
  readonly stage:
    | { readonly is: 'hook'; readonly startedAt: number }
    | { readonly is: 'turn'; readonly from: number; readonly left: number }
    | { readonly is: 'signalled'; readonly at: number; readonly killAt: number }
    | { readonly is: 'killed'; readonly at: number };
}

export type StopCause =
  | 'pod'
  | 'startupProbe'
  | 'livenessProbe'
  | 'postStart'
  | 'spec'
  | 'restartRequest'
  | 'stopRequest';
