import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { systemClock } from '../supervisor/clock.ts';
import type { RunIdentity } from '../supervisor/ports.ts';

/** What `/proc/PID/stat` tells of a process (proc(5)). */
interface ProcessFacts {
  /** `T`: stopped by a signal, `t`: by a debugger. */
  readonly state: string;
  /** Clock ticks since boot. With the pid it names a process for ever: pids come again, start times do not. */
  readonly startedTicks: string;
}

/** @returns undefined when there is no such process, or where there is no `/proc`. */
export function processFacts(pid: number): ProcessFacts | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The second field is the program's name in parentheses, which may itself have blanks and parentheses in it. */
export function parseStat(stat: string): ProcessFacts | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startedTicks] = [fields[0], fields[19]];
  return state === undefined || startedTicks === undefined ? undefined : { state, startedTicks };
}

/**
 * Names the machine and the process namespace that pids are valid in. Undefined where that cannot be told, and so no pid of
 * another process can be trusted.
 */
function machineId(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}

/** Names this process in the locks that it takes. `run` is a word that no other run has. */
export function ownIdentity(run: string, version: string, task: RunIdentity['task']): RunIdentity {
  const uid = process.getuid?.();
  return {
    run,
    pid: process.pid,
    user: userName() ?? `uid ${uid}`,
    uid,
    host: hostname(),
    machine: machineId(),
    startedTicks: processFacts(process.pid)?.startedTicks,
    since: new Date(systemClock.wall()).toISOString(),
    version,
    task,
  };
}

/** A uid without an entry in the passwd file has no name. */
function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

/** What another run's process does, as far as this machine shows it. */
export type Standing =
  | 'running'
  /** Stopped by a signal (Ctrl-Z, SIGSTOP) or a debugger. */
  | 'stopped'
  | 'ended'
  /** On another machine, or where nothing can be told. */
  | 'elsewhere';

export function standingOf({ machine, pid, startedTicks }: RunIdentity): Standing {
  if (machine === undefined || startedTicks === undefined || machine !== machineId()) return 'elsewhere';
  const facts = processFacts(pid);
  if (!facts || facts.startedTicks !== startedTicks || facts.state === 'Z') return 'ended';
  return isStopped(facts) ? 'stopped' : 'running';
}

/** Whether a signal or a debugger has stopped the process. */
export function isStopped(facts: ProcessFacts | undefined): boolean {
  return facts?.state === 'T' || facts?.state === 't';
}

/**
 * Sends a signal to the process of another run: only of this user, on this machine, and only the very process that the
 * identity names. Answers whether it was sent.
 */
export function signalRun(of: RunIdentity, signal: 'SIGTERM' | 'SIGKILL'): boolean {
  const standing = standingOf(of);
  if (of.uid !== process.getuid?.() || (standing !== 'running' && standing !== 'stopped')) return false;
  try {
    return process.kill(of.pid, signal);
  } catch {
    return false;
  }
}
