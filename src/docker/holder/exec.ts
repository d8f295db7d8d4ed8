import type { Duplex } from 'node:stream';
import type Dockerode from 'dockerode';
import { createFrameParser } from '../../logs/read/frames.ts';
import type { EngineError, RunResult } from '../../supervisor/ports.ts';
import { call } from '../transport/call.ts';
import { deadlines } from '../transport/deadlines.ts';
import { abortedError, reasonOf, startReason, statusOf } from '../transport/errors.ts';
import { onAbort } from '../transport/on-abort.ts';
import { pause } from '../transport/pause.ts';
import { type OwnCommand, openExec } from './open-exec.ts';

/** What is kept of each output; the rest is read and dropped. */
const outputLimit = 64 * 1024;
/** For the engine to note an exit after the output has ended, however little is left of the deadline. */
const leastPatienceMs = 1_000;
/** 126: not executable, 127: not found; the engine says why on stdout. */
const notRun = [126, 127];

/**
 * Runs a command in a container. After `timeoutMs` the answer says so and the command goes on (see `createExecs`, which
 * ends it). A command that cannot be run at all has no exit code, or the shell's 126 or 127, and the reason on stderr.
 */
export async function execIn(
  docker: Dockerode,
  id: string,
  own: OwnCommand,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<RunResult> {
  const begin = performance.now();
  const done = (result: Omit<RunResult, 'durationMs'>): RunResult => ({
    ...result,
    durationMs: Math.round(performance.now() - begin),
  });
  try {
    const { exec, socket } = await openExec(docker, id, own, false, signal);
    const { ended, stdout, stderr } = await collect(socket, timeoutMs, own.command, signal);
    const left = Math.max(leastPatienceMs, timeoutMs - (performance.now() - begin));
    const exitCode = await exitCodeOf(exec, ended ? left : 0, signal);
    if (exitCode === undefined) return done({ timedOut: true, stdout, stderr });
    if (!notRun.includes(exitCode) || stderr.length > 0)
      return done({ exitCode, timedOut: false, stdout, stderr });
    return done({ exitCode, timedOut: false, ...explained(stdout, stderr) });
  } catch (error) {
    if (![400, 404, 409, 500].includes(statusOf(error))) throw error;
    const reason = startReason(reasonOf((error as EngineError).cause));
    return done({ timedOut: false, stdout: Buffer.alloc(0), stderr: Buffer.from(reason) });
  }
}

/** "OCI runtime exec failed: …" comes as output of the command that never ran. */
function explained(stdout: Buffer, stderr: Buffer): { stdout: Buffer; stderr: Buffer } {
  const text = stdout.toString();
  if (!text.startsWith('OCI runtime exec failed')) return { stdout, stderr };
  return { stdout: Buffer.alloc(0), stderr: Buffer.from(startReason(text.trim())) };
}

interface Collected {
  /** Whether the output ended, rather than the patience. */
  readonly ended: boolean;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

function collect(
  socket: Duplex,
  timeoutMs: number,
  command: readonly string[],
  signal: AbortSignal,
): Promise<Collected> {
  const output = { stdout: createBounded(), stderr: createBounded() };
  const frames = createFrameParser((stream, chunk, start, end) => {
    output[stream === 'stderr' ? 'stderr' : 'stdout'].add(chunk.subarray(start, end));
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => finish(false), timeoutMs);
    function leave(): void {
      clearTimeout(timer);
      stopListening();
      socket.destroy();
    }
    function finish(ended: boolean): void {
      leave();
      resolve({ ended, stdout: output.stdout.bytes(), stderr: output.stderr.bytes() });
    }
    const stopListening = onAbort(signal, () => {
      leave();
      reject(abortedError(`run ${command[0]}`));
    });
    socket.on('data', frames.push);
    socket.on('error', () => finish(true));
    socket.on('close', () => finish(true));
    socket.on('end', () => finish(true));
  });
}

/**
 * The command's exit code; undefined when it still runs after `patienceMs`.
 *
 * The engine closes the output when the command's pipes close, which may be a moment before it has noted the exit, or
 * long before, when the command closed them itself. A command whose children keep the pipes open has ended all the same.
 */
export async function exitCodeOf(
  exec: Dockerode.Exec,
  patienceMs: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  const end = performance.now() + patienceMs;
  for (let tries = 0; ; tries++) {
    const state = await call('inspect the command', deadlines.read, signal, (abortSignal) =>
      exec.inspect({ abortSignal }),
    );
    if (!state.Running && state.ExitCode !== null) return state.ExitCode;
    if (performance.now() >= end) return undefined;
    await pause(Math.min(100, 2 + tries), signal);
  }
}

function createBounded(): { add: (bytes: Buffer) => void; bytes: () => Buffer } {
  const parts: Buffer[] = [];
  let length = 0;
  return {
    add: (bytes) => {
      const part = bytes.subarray(0, outputLimit - length);
      if (part.length === 0) return;
      parts.push(part);
      length += part.length;
    },
    bytes: () => Buffer.concat(parts),
  };
}
