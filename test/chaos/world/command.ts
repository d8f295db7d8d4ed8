import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { OutriderEvent } from '../../../src/events/types.ts';
import type { CommandRecord } from '../told/told.ts';
import { nowMs } from './clock.ts';
import { poll } from './poll.ts';

/** A command of the program that was started, as a person would in a terminal. */
export interface Command {
  readonly pid: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** The events on its stdout so far, where it writes them. */
  readonly events: () => readonly OutriderEvent[];
  readonly hasEnded: () => boolean;
  readonly exitCode: () => number | null;
  /** From now on it must end within this time. @returns whether it has. */
  mustEnd(boundMs: number): Promise<boolean>;
  signal(signal: NodeJS.Signals): void;
  /** The drill ends it, so nothing is expected of it any more. */
  kill(): void;
  /** Its output is read no more. */
  stopReading(): void;
  goOnReading(): void;
  /** Lets go of its output, which it may have left to processes that it started. */
  release(): void;
  record(): CommandRecord;
}

/** So much of stderr is kept. */
const keptCharacters = 20_000;

export function startCommand(args: readonly string[], env: NodeJS.ProcessEnv): Command {
  const program = join(process.cwd(), 'dist/main.js');
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const out: string[] = [];
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => void out.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err = (err + text).slice(-keptCharacters);
  });
  let askedMs: number | undefined;
  let boundMs = Number.POSITIVE_INFINITY;
  let endedMs: number | undefined;
  let killed = false;
  // A detached child keeps the pipes open: the end of the process is what counts.
  child.once('exit', () => {
    endedMs = nowMs();
  });
  const hasEnded = (): boolean => endedMs !== undefined;
  const signal = (name: NodeJS.Signals): void => void (hasEnded() || child.kill(name));
  return {
    pid: child.pid!,
    stdout: () => out.join(''),
    stderr: () => err,
    events: () => eventsIn(out.join('')),
    hasEnded,
    exitCode: () => child.exitCode,
    async mustEnd(bound) {
      askedMs = nowMs();
      boundMs = bound;
      await poll(bound, () => (hasEnded() ? true : undefined));
      return hasEnded();
    },
    signal,
    kill() {
      killed = true;
      signal('SIGKILL');
    },
    stopReading: () => pause(child),
    goOnReading: () => void child.stdout.resume(),
    release() {
      child.stdout.destroy();
      child.stderr.destroy();
    },
    record: () => ({
      words: ['outrider', ...args].join(' '),
      boundMs,
      ...(endedMs === undefined ? {} : { tookMs: Math.max(0, endedMs - (askedMs ?? endedMs)) }),
      ...(child.exitCode === null ? {} : { exitCode: child.exitCode }),
      killed,
      said: err,
    }),
  };
}

function pause(child: ChildProcess): void {
  child.stdout?.pause();
}

/** A line that is not whole yet, and what is no event, is left out. */
function eventsIn(text: string): readonly OutriderEvent[] {
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as OutriderEvent);
}
