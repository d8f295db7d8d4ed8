/**
 * The event stream: Outrider's only output and a public contract. Everything a person or a program sees is a fold over
 * it. Types and fields are added, never renamed or dropped without a major version.
 */
import type { Role } from '../pod/model.ts';

/** What happened, before the journal stamps it. */
export type EventBody =
  | { readonly type: 'PodCreated'; readonly spec: string; readonly containers: readonly ContainerSummary[] }
  | { readonly type: 'ImagePulling'; readonly image: string }
  | { readonly type: 'ImagePulled'; readonly image: string; readonly message?: string }
  | { readonly type: 'ImagePullFailed'; readonly image: string; readonly message: string }
  | { readonly type: 'SandboxReady'; readonly ip: string; readonly network: string; readonly holder: string }
  | { readonly type: 'SandboxLost'; readonly message: string }
  | {
      readonly type: 'CaptureApplied';
      readonly backend: string;
      readonly mode: string;
      readonly rules: number;
      readonly message?: string;
    }
  | {
      readonly type: 'CaptureRemoved';
      readonly backend: string;
      readonly mode: string;
      readonly rules: number;
    }
  | {
      readonly type: 'CaptureFailed';
      readonly backend: string;
      readonly mode: string;
      readonly message: string;
    }
  | ({
      readonly type: 'ContainerCreated';
      readonly id: string;
      readonly role: Role;
      readonly image: string;
    } & Of)
  | ({ readonly type: 'ContainerRunning'; readonly id: string; readonly pid: number } & Of)
  | ({ readonly type: 'ContainerStarted' } & Of)
  | ({ readonly type: 'ContainerReady'; readonly message?: string } & Of)
  | ({ readonly type: 'ContainerNotReady'; readonly message: string } & Of)
  | ({
      readonly type: 'ContainerWaiting';
      readonly reason: WaitingReason;
      readonly message?: string;
      /** How long until the next try, in milliseconds from the event's `time`. */
      readonly retryInMs?: number;
      /** `time` and `retryInMs` together, RFC 3339. The journal adds it. */
      readonly retryAt?: string;
    } & Of)
  | ({
      readonly type: 'ProbeFailed';
      readonly probe: ProbeKind;
      readonly message: string;
      /** Whether the verdict changed; results that change nothing are only told with `--verbose`. */
      readonly changed: boolean;
    } & Of)
  | ({
      readonly type: 'ProbeSucceeded';
      readonly probe: ProbeKind;
      readonly message: string;
      /** Whether the verdict changed; results that change nothing are only told with `--verbose`. */
      readonly changed: boolean;
    } & Of)
  | ({ readonly type: 'HookStarted'; readonly hook: HookKind } & Of)
  | ({
      readonly type: 'HookFinished';
      readonly hook: HookKind;
      readonly ok: boolean;
      readonly message: string;
    } & Of)
  | ({ readonly type: 'StopSignalSent'; readonly signal: string; readonly graceSeconds: number } & Of)
  | ({ readonly type: 'ContainerKilled'; readonly message?: string } & Of)
  | ({
      readonly type: 'ContainerTerminated';
      readonly exitCode: number;
      readonly reason: TerminationReason;
      /** Present when a signal ended it (exit code above 128), e.g. `SIGKILL`. */
      readonly signal?: string;
      /** Why it could not be started, where it could not. */
      readonly message?: string;
    } & Of)
  | { readonly type: 'PodInitialized' }
  | { readonly type: 'PodReady' }
  | { readonly type: 'PodNotReady'; readonly message: string }
  | { readonly type: 'PodTerminating'; readonly reason: string; readonly graceSeconds: number }
  | { readonly type: 'PodSucceeded'; readonly message: string }
  | { readonly type: 'PodFailed'; readonly message: string }
  | { readonly type: 'PodRemoved' }
  | ({
      readonly type: 'Log';
      readonly stream: LogStream;
      readonly line: string;
      readonly partial: boolean;
    } & Of)
  | {
      readonly type: 'Warning';
      readonly message: string;
      /** `file:line:column` where there is one. */
      readonly source?: string;
      readonly container?: string;
    };

interface Of {
  readonly container: string;
  /** Which instance of the container, from 0. */
  readonly attempt: number;
}

export interface ContainerSummary {
  readonly name: string;
  readonly role: Role;
  readonly image: string;
}

export type LogStream = 'stdout' | 'stderr';
export type ProbeKind = 'startup' | 'liveness' | 'readiness';
export type HookKind = 'postStart' | 'preStop';
export type TerminationReason = 'Completed' | 'Error' | 'OOMKilled';
export type WaitingReason =
  | 'PodInitializing'
  | 'ContainerCreating'
  | 'CrashLoopBackOff'
  | 'ErrImagePull'
  | 'ImagePullBackOff'
  | 'CreateContainerError'
  | 'RunContainerError';

/** What every event of the stream carries besides its body. */
export interface Stamp {
  /**
   * RFC 3339, UTC, at least milliseconds: what the supervisor's clock of the day showed. Nothing is decided by it, and it
   * goes back when that clock is set back; `seq` is the order. For a `Log` it is the engine's own time of the line.
   */
  readonly time: string;
  /** From 1, without gaps, over the whole stream. */
  readonly seq: number;
  readonly project: string;
  readonly pod: string;
}

export type OutriderEvent = Stamp & EventBody;
export type EventType = EventBody['type'];
/** The event of one type: `EventOf<'ContainerRunning'>`. */
export type EventOf<T extends EventType> = Stamp & Extract<EventBody, { readonly type: T }>;
