import type { Duplex } from 'node:stream';
import type { Pod } from '../pod/model.ts';
import type { KubernetesObject } from '../pod/origin.ts';
import type { EphemeralState } from './store/ephemeral-containers.ts';

/** A pod as a client names it. */
export interface PodName {
  readonly namespace: string;
  readonly name: string;
}

export interface ContainerNames {
  readonly init: readonly string[];
  readonly app: readonly string[];
}

/** Which part of a container's log is wanted (core/v1, PodLogOptions). */
export interface LogRequest {
  readonly follow: boolean;
  /** The instance before the last restart. */
  readonly previous: boolean;
  /** Only the last so many lines. */
  readonly tailLines?: number;
  /** Lines from this moment on, RFC 3339. */
  readonly since?: string;
  /** Lines of the last so many seconds, by the engine's clock. */
  readonly sinceSeconds?: number;
}

/** One line as the container wrote it, without its newline. */
export interface LogLine {
  /** By the engine's clock, RFC 3339 with nanoseconds. */
  readonly time: string;
  readonly text: Uint8Array;
  /** No newline ended it. */
  readonly partial: boolean;
}

export interface TerminalSize {
  readonly rows: number;
  readonly columns: number;
}

/** The three streams of a process, and the size of its terminal. */
export interface ProcessStreams {
  /** Absent where the client sends no input. */
  readonly stdin?: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  /** With a terminal nothing comes here. */
  readonly stderr: NodeJS.WritableStream;
  readonly tty: boolean;
  /** Calls back at each size that the client tells; answers how to stop. */
  readonly onResize: (listener: (size: TerminalSize) => void) => () => void;
}

/** What a container uses now. */
export interface ContainerUsage extends PodName {
  readonly container: string;
  /** Of one core, so two busy ones are 200. */
  readonly cpuPercent: number;
  readonly memoryBytes: number;
}

/** What a run of pods was given to run. */
export interface RunDocuments {
  /** `origin.at` of a pod counts in the documents. */
  readonly pods: readonly Pod[];
  readonly documents: readonly KubernetesObject[];
}

/** How a process that ran for a client has ended. */
export type ExecEnding =
  | { readonly is: 'exited'; readonly exitCode: number }
  /** It never ran, for this reason. */
  | { readonly is: 'notRun'; readonly reason: string };

/** Starts a container in the background. What becomes of it is told, until it has ended. */
export type StartEphemeral = (tell: (state: EphemeralState) => void) => void;

/**
 * What the API asks of the pods: the same requests that commands make. A pod or container that is not there, or that cannot be
 * asked now, is a `StatusError`.
 */
export interface ApiPorts {
  /** The names of a pod's containers, in the order in which they start. */
  containers(pod: PodName, signal: AbortSignal): Promise<ContainerNames>;
  /** The lines come only as fast as they are taken. */
  logs(
    pod: PodName,
    container: string,
    request: LogRequest,
    signal: AbortSignal,
  ): Promise<AsyncIterable<readonly LogLine[]>>;
  /** Looks whether the command could run at all, before anything is promised to the client. */
  checkRunning(pod: PodName, container: string, signal: AbortSignal): Promise<void>;
  /** A command that is given up, because the signal fires, is ended with everything of it. */
  exec(
    pod: PodName,
    container: string,
    command: readonly string[],
    streams: ProcessStreams,
    signal: AbortSignal,
  ): Promise<ExecEnding>;
  /** Joins the container's own process until it ends or the client leaves. */
  attach(pod: PodName, container: string, streams: ProcessStreams, signal: AbortSignal): Promise<void>;
  /** A connection to a port of the pod, made from inside of it, so that what listens on its loopback is reached too. */
  connect(pod: PodName, port: number, signal: AbortSignal): Promise<Duplex>;
  /**
   * Gets ready to add a container to a pod that runs, in its namespaces. @param spec An EphemeralContainer of core/v1.
   * @throws StatusError `Invalid` with what is wrong with it.
   */
  debug(pod: PodName, spec: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<StartEphemeral>;
  /** One sample of every container that runs. */
  usage(signal: AbortSignal): Promise<readonly ContainerUsage[]>;
  /** The ordered stop, then everything of the pod is removed. Settles when that is under way. @param graceSeconds The pod's own when absent. */
  remove(pod: PodName, graceSeconds: number | undefined, signal: AbortSignal): Promise<void>;
  /** Restarts the whole pod, in order. */
  restart(pod: PodName, signal: AbortSignal): Promise<void>;
  /** What the runs have that supervise pods of a namespace now. */
  documents(namespace: string, signal: AbortSignal): Promise<readonly RunDocuments[]>;
  /** The names of the pods that documents would make. @throws StatusError `Invalid` with what is wrong with one. */
  check(documents: readonly object[]): readonly string[];
  /**
   * Makes the pods of Kubernetes documents, or changes those that run, as `up` does with a file of the same content.
   * Settles when that is under way. @throws StatusError `Invalid` with what is wrong with a document.
   */
  apply(documents: readonly object[], signal: AbortSignal): Promise<void>;
}
