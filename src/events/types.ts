/**
 * The event stream: Outrider's only output and a public contract. Everything a person or a program sees is a fold over
 * it. Types and fields are added, never renamed or dropped without a major version.
 */
import type { DependencyCondition } from '../pod/dependency.ts';
import type { RestartPolicy, Role } from '../pod/model.ts';
import type { FaultEvent } from './fault-event.ts';
import type { Gate } from './gate.ts';
import type { ServiceSummary } from './service-summary.ts';
import type { StepEvent } from './step-event.ts';
import type { ContainerUsage, TrafficFlow, TrafficRule } from './traffic.ts';

/** What happened, before the journal stamps it. */
export type EventBody =
  | ({ readonly type: 'PodCreated' } & PodSummary)
  /** The pod's file has changed and the pod goes on with the new one. */
  | ({ readonly type: 'PodUpdated' } & PodSummary)
  /** Again with a `message` whenever there is something to say of how it goes. */
  | { readonly type: 'ImagePulling'; readonly image: string; readonly message?: string }
  | { readonly type: 'ImagePulled'; readonly image: string; readonly message?: string }
  | {
      readonly type: 'ImagePullFailed';
      readonly image: string;
      readonly message: string;
      /** How to get the image. */
      readonly hint?: string;
    }
  | { readonly type: 'SandboxReady'; readonly ip: string; readonly network: string; readonly holder: string }
  | { readonly type: 'SandboxLost'; readonly message: string }
  /** The holder has no network, and could not be connected again at once. */
  | { readonly type: 'SandboxDisconnected'; readonly message: string }
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
  | ({
      readonly type: 'CaptureFailed';
      readonly backend: string;
      readonly mode: string;
      readonly message: string;
    } & NextTry)
  | ({
      readonly type: 'ContainerCreated';
      readonly id: string;
      readonly role: Role;
      readonly image: string;
    } & Of)
  | ({
      readonly type: 'ContainerRunning';
      readonly id: string;
      readonly pid: number;
      /** It ran already when this supervisor took the pod over. */
      readonly adopted?: true;
    } & Of)
  | ({ readonly type: 'ContainerStarted' } & Of)
  | ({ readonly type: 'ContainerReady'; readonly message?: string } & Of)
  | ({ readonly type: 'ContainerNotReady'; readonly message: string } & Of)
  | ({
      readonly type: 'ContainerWaiting';
      readonly reason: WaitingReason;
      readonly message?: string;
      /** What holds it back now. It is told again when that changes. */
      readonly waitsFor?: Gate;
    } & NextTry &
      Of)
  | ({
      readonly type: 'ProbeFailed';
      readonly probe: ProbeKind;
      readonly message: string;
      /** Whether the verdict changed; results that change nothing are only told with `--verbose`. */
      readonly changed: boolean;
      /** Failures in a row that count. */
      readonly failures?: number;
      /** So many of them are the verdict. */
      readonly failureThreshold?: number;
    } & NextTry &
      Of)
  | ({
      readonly type: 'ProbeSucceeded';
      readonly probe: ProbeKind;
      readonly message: string;
      /** Whether the verdict changed; results that change nothing are only told with `--verbose`. */
      readonly changed: boolean;
    } & NextTry &
      Of)
  /** `message`: of a preStop hook, why the container is stopped. */
  | ({ readonly type: 'HookStarted'; readonly hook: HookKind; readonly message?: string } & Of)
  | ({
      readonly type: 'HookFinished';
      readonly hook: HookKind;
      readonly ok: boolean;
      readonly message: string;
    } & Of)
  | ({
      readonly type: 'StopSignalSent';
      readonly signal: string;
      readonly graceSeconds: number;
      /** Why the container is stopped. */
      readonly message?: string;
    } & Of)
  /** A signal that somebody asked for, other than SIGKILL: a reload, for instance. The container may well run on. */
  | ({ readonly type: 'SignalSent'; readonly signal: string } & Of)
  | ({ readonly type: 'ContainerKilled'; readonly message?: string } & Of)
  | ({
      readonly type: 'ContainerTerminated';
      readonly exitCode: number;
      readonly reason: TerminationReason;
      /**
       * The signal that ended it, e.g. `SIGKILL`: present when the exit code is that of a signal that was sent. An exit
       * code above 128 alone says little, because a program can end with it by itself.
       */
      readonly signal?: string;
      /** Its termination message, or for a `StartError` why it could not be started. */
      readonly message?: string;
      /** Why it was stopped, where it did not end by itself: `its liveness probe failed: …`. */
      readonly cause?: string;
      /** Whether it is started again, and by which rule. */
      readonly restart?: { readonly follows: boolean; readonly rule: string };
    } & Of)
  /** Other pods hold the pod back: its start, or its stop. It is told again when they become others. */
  | { readonly type: 'PodWaiting'; readonly pods: readonly PodWait[] }
  /** No other pod holds the pod back any more. */
  | { readonly type: 'PodReleased' }
  /** The last lines of an instance that has ended badly. */
  | ({ readonly type: 'LastLines'; readonly lines: readonly string[] } & Of)
  /** A proxy has answered for upstreams that it could not reach, or that gave it no answer. */
  | ({
      readonly type: 'UpstreamFailed';
      /** How often until now, without a pause of a minute in between. */
      readonly count: number;
      /** The newest of its access lines that say so. */
      readonly line: string;
    } & Of)
  /** The container's use of memory has come near its limit, or has left it again. Both are in bytes. */
  | ({
      readonly type: 'MemoryUsed';
      readonly bytes: number;
      readonly limitBytes: number;
      readonly isHigh: boolean;
    } & Of)
  /** The TCP sockets that listen in the pod's network namespace, told when they have changed. */
  | { readonly type: 'PortsListened'; readonly listeners: readonly ListeningSocket[] }
  /** The engine's clock against ours: milliseconds that it is ahead, negative when it is behind; 0 when they agree. */
  | { readonly type: 'ClockCompared'; readonly aheadMs: number }
  /** A Service, or what is behind it, is another than before. Its `pod` is empty: it is about several. */
  | ({
      readonly type: 'ServiceChanged';
      /** What is new, in words: `gained server-1`. Absent when it is told for the first time. */
      readonly message?: string;
    } & ServiceSummary)
  | { readonly type: 'ServiceRemoved'; readonly service: string }
  | { readonly type: 'PodInitialized' }
  | { readonly type: 'PodReady' }
  | { readonly type: 'PodNotReady'; readonly message: string }
  | {
      readonly type: 'PodTerminating';
      readonly reason: string;
      readonly graceSeconds: number;
      /** Somebody asked for it: on a cluster the pod is deleted. */
      readonly deleted?: true;
    }
  | { readonly type: 'PodSucceeded'; readonly message: string }
  | { readonly type: 'PodFailed'; readonly message: string }
  | { readonly type: 'PodRemoved' }
  /** In recordings and pages only: the rules of a pod with their counters, and its connections; those that are open first. */
  | {
      readonly type: 'TrafficSampled';
      readonly counters: readonly TrafficRule[];
      readonly flows: readonly TrafficFlow[];
    }
  /** In recordings and pages only: what the containers of a pod use. */
  | { readonly type: 'UsageSampled'; readonly usage: readonly ContainerUsage[] }
  | FaultEvent
  | StepEvent
  /** Files of this machine have changed: what was done for it (`up --watch`), in words. */
  | { readonly type: 'FilesChanged'; readonly message: string; readonly container?: string }
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
      /** What kind of warning it is, for programs. */
      readonly about?: 'capture-drift';
    };

/** A pod as far as views need to know what it asks for. Fields that an older program did not write are absent. */
export interface PodSummary {
  /** A hash of the pod's specification. */
  readonly spec: string;
  readonly containers: readonly ContainerSummary[];
  readonly restartPolicy?: RestartPolicy;
  /** Present when the pod asks for traffic capture. */
  readonly capture?: CaptureSummary;
}

/** Where a pod's traffic is led. */
export interface CaptureSummary {
  /** The container that takes the traffic, and its user. */
  readonly proxy: string;
  readonly proxyUid: number;
  /** Absent when no connection from outside is led anywhere. */
  readonly inboundPort?: number;
  /** Absent when no connection to the outside is led anywhere. */
  readonly outboundPort?: number;
}

export interface ListeningSocket {
  /** `*` for every address. */
  readonly address: string;
  readonly port: number;
  /** The user that opened it. */
  readonly uid: number;
}

interface Of {
  readonly container: string;
  /** Which instance of the container, from 0. */
  readonly attempt: number;
}

interface NextTry {
  /** How long until the next try, in milliseconds from the event's `time`. */
  readonly retryInMs?: number;
  /** `time` and `retryInMs` together, RFC 3339. The journal adds it. */
  readonly retryAt?: string;
}

/** What another pod, or one container of it, has to be. `ended`: nothing of it runs any more. */
export interface PodWait {
  readonly pod: string;
  readonly container?: string;
  readonly until: DependencyCondition | 'ended';
}

export interface ContainerSummary {
  readonly name: string;
  readonly role: Role;
  readonly image: string;
  /** The TCP ports that it declares. */
  readonly ports?: readonly number[];
  /** The ports of the pod that its probes ask. */
  readonly probePorts?: Readonly<Partial<Record<ProbeKind, number>>>;
  /** How much memory it may use, in bytes. */
  readonly memoryBytes?: number;
}

export type LogStream = 'stdout' | 'stderr';
export type ProbeKind = 'startup' | 'liveness' | 'readiness';
export type HookKind = 'postStart' | 'preStop';
/** `RestartingAllContainers`: it was ended because a restart rule of another container restarts all of them (KEP-5532). */
/** `StartError`: the runtime could not start it. */
export type TerminationReason =
  | 'Completed'
  | 'Error'
  | 'OOMKilled'
  | 'StartError'
  | 'RestartingAllContainers';
export type WaitingReason =
  | 'PodInitializing'
  | 'ContainerCreating'
  | 'CrashLoopBackOff'
  | 'ErrImagePull'
  | 'ImagePullBackOff'
  | 'CreateContainerConfigError'
  | 'CreateContainerError'
  | 'RunContainerError';

/** What every event of the stream carries besides its body. */
interface Stamp {
  /**
   * RFC 3339, UTC, at least milliseconds: what the supervisor's clock of the day showed. Nothing is decided by it, and it
   * goes back when that clock is set back; `seq` is the order. For a `Log` it is the engine's own time of the line.
   */
  readonly time: string;
  /** From 1, without gaps, over the whole stream. A sample of a recording has the number of the event before it. */
  readonly seq: number;
  readonly project: string;
  readonly pod: string;
}

export type OutriderEvent = Stamp & EventBody;
export type EventType = EventBody['type'];
/** The event of one type: `EventOf<'ContainerRunning'>`. */
export type EventOf<T extends EventType> = Stamp & Extract<EventBody, { readonly type: T }>;
