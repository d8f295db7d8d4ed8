import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Every process that a run starts carries its mark in the environment, however far it detaches itself. */
export const markName = 'OUTRIDER_CHAOS_RUN';

export interface Marked {
  readonly pid: number;
  readonly argv: readonly string[];
}

/** The processes with that mark; those that have ended and wait for their parent do not count. */
export function marked(mark: string): readonly Marked[] {
  return pids().flatMap((pid) => {
    const environment = read(pid, 'environ').split('\0');
    return environment.includes(`${markName}=${mark}`) ? [{ pid, argv: argvOf(pid) }] : [];
  });
}

/** Whether that process has a mount namespace of its own, apart from this one's. */
export function isApart(pid: number): boolean {
  const namespace = mountsOf(pid);
  return namespace !== undefined && namespace !== mountsOf(process.pid);
}

/** The processes in the mount namespace of that one, itself included; nobody where it shares ours. */
export function sharingMounts(pid: number): readonly number[] {
  if (!isApart(pid)) return [];
  const namespace = mountsOf(pid);
  return pids().filter((other) => mountsOf(other) === namespace);
}

/** Whether there is such a process; one that has ended and waits for its parent has no memory any more, thus no command line. */
export function isRunning(pid: number): boolean {
  return read(pid, 'cmdline') !== '';
}

/** Sends a signal to a process that may have ended meanwhile. */
export function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}

function pids(): readonly number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

function argvOf(pid: number): readonly string[] {
  return read(pid, 'cmdline').split('\0').slice(0, -1);
}

function mountsOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`);
  } catch {
    return undefined;
  }
}

/** Nothing for a process that has ended. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
