import type { Clock } from '../../../src/supervisor/ports.ts';

/** What runs in a simulated container. */
export type Program = (process: Process) => void;

export interface HttpAnswer {
  readonly status: number;
  readonly redirect?: string;
  /** How long the answer takes, in seconds of the pod. */
  readonly seconds?: number;
}

/** A server in a container: HTTP by path, or the standard gRPC health service. */
export type Server = (path: string) => HttpAnswer;

/** A process as its program sees it. Times are in seconds of the pod. */
export interface Process {
  readonly container: string;
  readonly image: string;
  /** Which instance of the container, from 0. */
  readonly attempt: number;
  /** The container's own file system: gone with the instance. */
  readonly files: Set<string>;
  say(line: string): void;
  /** Writes the file for the termination message. */
  leaveMessage(text: string): void;
  after(seconds: number, then: () => void): () => void;
  /** Seconds since it started. */
  elapsed(): number;
  exit(exitCode: number): void;
  /** Replaces what a signal does; as for any first process, the default is nothing, except for SIGKILL. */
  onSignal(handle: (name: string) => void): void;
  serve(port: number, server: Server): void;
}

export interface LiveProcess {
  readonly process: Process;
  readonly servers: ReadonlyMap<number, Server>;
  alive(): boolean;
  signal(name: string): void;
  /** Calls back when it has ended. */
  onExit(then: () => void): void;
}

interface Surroundings {
  readonly clock: Clock;
  readonly secondMs: number;
  readonly container: string;
  readonly image: string;
  readonly attempt: number;
  readonly say: (line: string) => void;
  readonly leaveMessage: (text: string) => void;
  readonly ended: (exitCode: number) => void;
}

export function startProcess(program: Program, around: Surroundings): LiveProcess {
  const { clock, secondMs, container, image, attempt, say, leaveMessage } = around;
  const startedAt = clock.monotonic();
  const timers = new Set<() => void>();
  const listeners: (() => void)[] = [];
  const servers = new Map<number, Server>();
  let alive = true;
  let handle: (name: string) => void = () => {};

  const exit = (exitCode: number): void => {
    if (!alive) return;
    alive = false;
    for (const cancel of timers) cancel();
    for (const then of listeners) then();
    around.ended(exitCode);
  };

  const process: Process = {
    container,
    image,
    attempt,
    files: new Set(),
    say: (line) => {
      if (alive) say(line);
    },
    leaveMessage,
    after(seconds, then) {
      const cancel = clock.at(clock.monotonic() + seconds * secondMs, () => {
        timers.delete(cancel);
        if (alive) then();
      });
      timers.add(cancel);
      return cancel;
    },
    elapsed: () => (clock.monotonic() - startedAt) / secondMs,
    exit,
    onSignal: (wanted) => {
      handle = wanted;
    },
    serve: (port, server) => void servers.set(port, server),
  };
  program(process);
  return {
    process,
    servers,
    alive: () => alive,
    signal(name) {
      if (!alive) return;
      if (name === 'SIGKILL') exit(137);
      else handle(name);
    },
    onExit: (then) => void listeners.push(then),
  };
}
