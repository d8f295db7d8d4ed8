/**
 * What the supervisor needs of the world, as interfaces: `docker/` fulfils them with a Docker Engine, the tests with a
 * simulated one. Every call may be cancelled through its signal and has a deadline of its own inside the adapter; a call
 * about something that is gone already counts as done.
 */
import type { LogStream } from '../events/types.ts';
import type { ActiveFault } from '../faults/fault.ts';
import type { Observation, ObservedInstance } from '../lifecycle/state/observation.ts';
import type { ExecOptions } from '../pod/exec-options.ts';
import type { HealthCheck } from '../pod/health-check.ts';
import type { Container, Pod } from '../pod/model.ts';

/** The engine, as far as one pod is concerned: it was made for that pod and knows its project, labels and volumes. */
export interface Engine {
  /**
   * Makes the project's network, the pod's volumes and the holder container, without starting the holder.
   * From then on `createContainer` works.
   */
  createSandbox(attempt: number, signal: AbortSignal): Promise<{ readonly id: string }>;
  /** Starts the holder, writes the files of the pod's volumes and opens the runner that `inNamespace` uses. */
  startSandbox(id: string, signal: AbortSignal): Promise<SandboxAddress>;
  /**
   * Changes the files of ConfigMaps, Secrets and the like in the volumes of the running pod to those of `pod`, each volume at once;
   * what is so already stays. A holder that starts later writes those of `pod` as well.
   */
  updateFiles(pod: Pod, signal: AbortSignal): Promise<void>;
  /** Connects a holder that was disconnected from its network. Undefined when it does not run. */
  connectSandbox(id: string, signal: AbortSignal): Promise<SandboxConnection | undefined>;
  removeSandbox(id: string, signal: AbortSignal): Promise<void>;
  /** @throws EngineError `image-not-found` or `image-pull-failed`. */
  ensureImage(
    container: Pick<Container, 'image' | 'imagePullPolicy' | 'engine'>,
    onPull: (message: string) => void,
    signal: AbortSignal,
  ): Promise<EnsuredImage>;
  /** Texts of files of an image that is there; undefined for one that it does not have. */
  imageFiles(
    image: string,
    paths: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly (string | undefined)[]>;
  /** Creates one instance of a container in the pod's namespace, without starting it. */
  createContainer(request: CreateRequest, signal: AbortSignal): Promise<CreatedContainer>;
  /** @throws EngineError `start-failed`, e.g. when the command does not exist in the image. */
  startContainer(id: string, signal: AbortSignal): Promise<{ readonly pid: number }>;
  /** `name` as in `SIGTERM`. The answer is `ended` when there was no process left to send it to. */
  signalContainer(id: string, name: string, signal: AbortSignal): Promise<'sent' | 'ended'>;
  removeContainer(id: string, signal: AbortSignal): Promise<void>;
  /** Runs a command in a container. After `timeoutMs` it is reported as timed out, and ended. */
  exec(
    id: string,
    command: readonly string[],
    timeoutMs: number,
    signal: AbortSignal,
    as?: ExecOptions,
  ): Promise<RunResult>;
  /**
   * What the newest instance of a container has written into the file for its termination message, of that the last 4096 bytes.
   * Undefined when it cannot be told.
   */
  terminationLog?(container: string, signal: AbortSignal): Promise<string | undefined>;
  /** Runs a command in the pod's network namespace as root, from the holder's image. */
  inNamespace(step: Step, timeoutMs: number, signal: AbortSignal): Promise<RunResult>;
  /**
   * Leads the pod's connections to the Kubernetes API to its server, for as long as this holder runs and the signal allows. Settles when
   * they can be made. Absent where the pod does not ask for the API, and where nobody serves it.
   */
  leadToApi?(id: string, signal: AbortSignal): Promise<void>;
  /** Issues again what files of volumes are issued, such as tokens that are about to end. */
  renewFiles?(signal: AbortSignal): Promise<void>;
  /** The gateway that publishes the ports of Services; only for a pod whose manifest asks for some. */
  readonly gateway?: ServiceGateway;
  /** How much of the disk volumes of the pod take, in bytes, by their names. What cannot be measured is left out. */
  volumeUsage?(volumes: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, number>>;
  /** What happens to the pod's containers and holder, until the signal aborts; reconnects by itself. */
  watch(signal: AbortSignal): AsyncIterable<Notice>;
  /** Everything of the pod that the engine has now. */
  observe(signal: AbortSignal): Promise<Observed>;
  /** What the engine's clock shows, in milliseconds since the epoch. It may differ from ours by any amount. */
  now(signal: AbortSignal): Promise<number>;
  /** The memory of a running container, in bytes; undefined when it cannot be told. */
  usage?(
    id: string,
    signal: AbortSignal,
  ): Promise<{ readonly bytes: number; readonly limitBytes: number } | undefined>;
  /** Stops the processes of containers for a time. Absent where that cannot be done. */
  readonly pauses?: ContainerPauses;
  /** A container's output from `since` (exclusive) on; with `follow` until the instance has ended. */
  logs(id: string, options: LogOptions, signal: AbortSignal): AsyncIterable<EngineLogLine>;
  /**
   * Takes the pod's lock, which lies in its holder, and keeps it until `release` or the end of this process. A holder that
   * was made but not yet started belongs to a run that is about to: it is waited for.
   * @param from A run that is known to be dead, whose lock may be taken from it.
   */
  lock(from: string | undefined, signal: AbortSignal): Promise<LockResult>;
  /** Who supervises the pod now, wherever that is; undefined when nobody does. */
  owner(signal: AbortSignal): Promise<RunIdentity | undefined>;
  /** Lets go of the lock and leaves the pod as it is. */
  release(): void;
  /** Settles when another run has the pod that this one wants to make or has supervised. */
  readonly heldByOther: Promise<RunIdentity | undefined>;
  /** Stops the holder and nothing else. A pod that has ended needs no network; its containers stay for their logs. */
  retire(signal: AbortSignal): Promise<void>;
  /** Removes everything of the pod: containers, holder, volumes, and the network once no pod is left on it. */
  removePod(signal: AbortSignal): Promise<void>;
  /**
   * Removes what was seen of a pod that nobody held then: there was no lock to take. Another run may have begun to make the
   * pod since; nothing of that is touched.
   */
  removeSeen(seen: Observed, signal: AbortSignal): Promise<void>;
}

/** Pauses of containers. Each ends by itself on the engine, also when this process has ended. */
export interface ContainerPauses {
  /** @throws EngineError when the container does not run. */
  begin(pause: ContainerPause, signal: AbortSignal): Promise<void>;
  /** Ends pauses before their time; those that are over count as done. */
  end(faults: readonly string[], signal: AbortSignal): Promise<void>;
  list(signal: AbortSignal): Promise<readonly ActiveFault[]>;
}

export interface ContainerPause {
  /** The id of the fault. */
  readonly id: string;
  readonly containerId: string;
  /** Whether the container has a process namespace of its own: otherwise only its first process is stopped. */
  readonly alone: boolean;
  readonly forMs: number;
  /** One word that `withRecord` reads. */
  readonly record: string;
}

/** A container in whose network namespace rules lead ports of this machine to the pods behind Services. */
export interface ServiceGateway {
  /** Its address. It is made and started where it is not there. @throws EngineError `port-taken`, or where no pod behind it is left. */
  open(signal: AbortSignal): Promise<SandboxAddress>;
  /** As `Engine.inNamespace`, in the gateway. */
  inNamespace(step: Step, timeoutMs: number, signal: AbortSignal): Promise<RunResult>;
  /** Gives up the connection to it. It goes on. */
  close(): void;
}

/** Who a run is: written into the lock, so that others can say who has it. */
export interface RunIdentity {
  /** A word that no other run has. */
  readonly run: string;
  readonly pid: number;
  readonly user: string;
  readonly uid: number | undefined;
  /** The name of the machine, for words. */
  readonly host: string;
  /** Names the machine and its process namespace; undefined where that cannot be told. */
  readonly machine: string | undefined;
  /** When the process started, in ticks since boot: tells it from a later one with its pid. */
  readonly startedTicks: string | undefined;
  /** RFC 3339. */
  readonly since: string;
  /** Outrider's own. */
  readonly version: string;
  /** What it does with the pod. */
  readonly task: 'up' | 'down';
}

export type LockResult =
  | {
      readonly is: 'locked';
      /** The holder was made by an Outrider that knew no locks: another one may supervise the pod as well. */
      readonly unprotected?: boolean;
    }
  /** Nothing of the pod is there that could be locked. Making its holder decides who has it. */
  | { readonly is: 'absent' }
  | { readonly is: 'held'; readonly by: RunIdentity };

export interface EnsuredImage {
  readonly pulled: boolean;
  /** The image's `USER`, as in `101:101` or `nginx`; empty for root, absent where it is not known. */
  readonly user?: string;
  /** The engine's id of the image. */
  readonly id?: string;
  /** The image's `HEALTHCHECK`; absent for one without. */
  readonly health?: HealthCheck | undefined;
}

export interface SandboxAddress {
  readonly ip: string;
  readonly network: string;
  /** How many bits of the address name the network. Absent where the engine does not tell. */
  readonly prefixLength?: number;
}

export interface SandboxConnection {
  readonly address: SandboxAddress;
  /** False when nothing had to be done. */
  readonly mended: boolean;
}

export interface CreateRequest {
  readonly container: Container;
  readonly attempt: number;
  readonly sandbox: string;
  readonly specHash: string;
  /** Known once the sandbox runs; needed where an environment variable asks for it or for the address of a Service. */
  readonly podIP?: string;
}

export interface CreatedContainer {
  readonly id: string;
  /** The image's STOPSIGNAL, or `SIGTERM`. */
  readonly stopSignal: string;
}

/** A command with its standard input, to run as root in the pod's namespace. */
export interface Step {
  readonly argv: readonly string[];
  readonly stdin?: string | Uint8Array;
}

export interface RunResult {
  /** Absent when it was still running at the deadline or could not be run at all. */
  readonly exitCode?: number;
  readonly timedOut: boolean;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly durationMs: number;
}

export type Notice =
  | {
      readonly type: 'exited';
      readonly id: string;
      readonly exitCode: number;
      readonly oomKilled: boolean;
    }
  /** Somebody removed it behind our back. */
  | { readonly type: 'removed'; readonly id: string }
  | { readonly type: 'sandboxLost'; readonly id: string; readonly message: string }
  /** Somebody has disconnected a container, perhaps the holder, from the project's network. */
  | { readonly type: 'networkLost'; readonly id: string }
  /** The engine has not answered for a while. Told once a break. */
  | { readonly type: 'disconnected'; readonly message: string }
  /** The connection was lost and is back: whatever happened in between must be observed. */
  | { readonly type: 'reconnected' };

/** What the engine has of a pod now. */
export interface Observed extends Observation {
  readonly sandbox?: Observation['sandbox'] & { readonly address?: SandboxAddress };
  readonly containers: readonly ObservedContainer[];
  /** The ids of what is not told above: former holders. */
  readonly others?: readonly string[];
  /** The pod that the holder was made for, without anything secret. */
  readonly spec?: Pod;
}

export interface ObservedContainer extends ObservedInstance {
  readonly image: string;
}

export interface LogOptions {
  readonly follow: boolean;
  /** The engine's time of the last line already seen, RFC 3339 with nanoseconds; absent means from the first line. */
  readonly since?: string;
  /** The first moment that is too late, RFC 3339; not together with `follow`. */
  readonly until?: string;
  /** Only the last so many lines. */
  readonly tail?: number;
}

export interface EngineLogLine {
  /** RFC 3339 with nanoseconds, by the engine's clock. */
  readonly time: string;
  readonly stream: LogStream;
  readonly line: string;
  readonly partial: boolean;
}

export type EngineErrorCode =
  | 'no-engine'
  | 'image-not-found'
  | 'image-pull-failed'
  | 'port-taken'
  | 'name-conflict'
  /** Another run has the pod: nothing of it may be touched. */
  | 'held'
  | 'start-failed'
  | 'timeout'
  | 'aborted'
  | 'engine';

/** What an engine call failed with, as data: `message` is one sentence for a person, `hint` says what to do. */
export class EngineError extends Error {
  readonly code: EngineErrorCode;
  readonly hint?: string;
  constructor(code: EngineErrorCode, message: string, options?: { hint?: string; cause?: unknown }) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'EngineError';
    this.code = code;
    if (options?.hint !== undefined) this.hint = options.hint;
  }
}

/** Time as a parameter. A manual clock lives with the tests. */
export interface Clock {
  /** The time of day, in milliseconds since the epoch. It is for display only: somebody can set it at any moment. */
  wall(): number;
  /** Milliseconds since some moment. It never goes back and nobody can set it. Every schedule is on it. */
  monotonic(): number;
  /** Calls back once at or after `at`, a moment of the monotonic clock. The result cancels the call. */
  at(at: number, ring: () => void): () => void;
}
