import type { Duplex } from 'node:stream';
import { EngineError, type RunResult, type Step } from '../../supervisor/ports.ts';
import { onAbort } from '../transport/on-abort.ts';
import { type Answer, createAnswerReader, encodeRequest } from './runner-protocol.ts';

/** Runs commands in one holder over one long-lived exec session: a command costs a fork instead of an exec (~70 ms). */
export interface Runner {
  /** Opens the session unless it is open; `run` does so by itself. */
  readonly open: (signal: AbortSignal) => Promise<void>;
  readonly run: (step: Step, timeoutMs: number, signal: AbortSignal) => Promise<RunResult>;
  readonly close: () => void;
}

/** The agent enforces timeouts itself; this long after one it counts as stuck. */
const graceMs = 5_000;
const readyMs = 30_000;

interface Pending {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

interface Session {
  readonly socket: Duplex;
  readonly pending: Map<string, Pending>;
}

/**
 * @param connect Starts the agent in the holder and answers with its connection. Called again when a session was lost,
 *   which happens when the engine restarts under running containers.
 */
export function createRunner(connect: (signal: AbortSignal) => Promise<Duplex>): Runner {
  let session: Promise<Session> | undefined;
  let sequence = 0;

  /** Several may wait for one opening; that of somebody who gives up is not theirs. */
  async function opened(signal: AbortSignal): Promise<Session> {
    for (;;) {
      try {
        return await (session ?? startOpening(signal));
      } catch (error) {
        if (signal.aborted || !(error instanceof EngineError) || error.code !== 'aborted') throw error;
      }
    }
  }

  function startOpening(signal: AbortSignal): Promise<Session> {
    const opening = connect(signal).then((socket) => openSession(socket, () => forget(opening)));
    session = opening;
    opening.catch(() => forget(opening));
    return opening;
  }

  function forget(which: Promise<Session>): void {
    if (session === which) session = undefined;
  }

  return {
    open: async (signal) => void (await opened(signal)),
    run: async (step, timeoutMs, signal) => {
      const current = await opened(signal);
      return request(current, String(++sequence), step, timeoutMs, signal);
    },
    close: () => {
      session?.then(({ socket }) => socket.destroy()).catch(() => {});
      session = undefined;
    },
  };
}

/** Waits for the agent's greeting, then hands its answers to whoever waits for them. */
function openSession(socket: Duplex, onLost: () => void): Promise<Session> {
  const pending = new Map<string, Pending>();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => lost('it did not greet'), readyMs);
    const reader = createAnswerReader({
      onReady: () => {
        clearTimeout(timer);
        idle(socket, true);
        resolve({ socket, pending });
      },
      onAnswer: (answer) => pending.get(answer.id)?.resolve(answer),
    });
    function lost(why: string): void {
      clearTimeout(timer);
      onLost();
      socket.destroy();
      const said = reader.noise();
      const error = new EngineError('engine', `lost the runner in the holder: ${said || why}`);
      reject(error);
      for (const waiting of pending.values()) waiting.reject(error);
    }
    socket.on('data', reader.push);
    socket.on('error', (error) => lost(error.message));
    socket.on('close', () => lost('its connection closed'));
  });
}

async function request(
  { socket, pending }: Session,
  id: string,
  step: Step,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<RunResult> {
  if (signal.aborted) throw aborted(step);
  const cleanUp: (() => void)[] = [];
  try {
    const answer = await new Promise<Answer>((resolve, reject) => {
      const timer = setTimeout(() => socket.destroy(), timeoutMs + graceMs);
      const stopListening = onAbort(signal, () => {
        socket.write(`cancel ${id}\n`);
        reject(aborted(step));
      });
      cleanUp.push(stopListening, () => clearTimeout(timer));
      pending.set(id, { resolve, reject });
      idle(socket, false);
      socket.write(encodeRequest(id, step, timeoutMs));
    });
    return answer.result;
  } finally {
    for (const undo of cleanUp) undo();
    pending.delete(id);
    idle(socket, pending.size === 0);
  }
}

function aborted(step: Step): EngineError {
  return new EngineError('aborted', `gave up on: run ${step.argv[0]}`);
}

/** An open session alone must not keep the process alive. Streams over ssh have no such notion. */
function idle(socket: Duplex, isIdle: boolean): void {
  const { ref, unref } = socket as Duplex & { ref?: () => void; unref?: () => void };
  (isIdle ? unref : ref)?.call(socket);
}
