import type { Duplex } from 'node:stream';
import { EngineError, type RunResult, type Step } from '../../supervisor/ports.ts';
import { onAbort } from '../transport/on-abort.ts';
import {
  type Answer,
  createAnswerReader,
  encodeLock,
  encodeOwner,
  encodeRequest,
} from './runner-protocol.ts';

/** Runs commands in one holder over one long-lived exec session: a command costs a fork instead of an exec (~70 ms). */
export interface Runner {
  /** Opens the session unless it is open; `run` does so by itself. */
  readonly open: (signal: AbortSignal) => Promise<void>;
  readonly run: (step: Step, timeoutMs: number, signal: AbortSignal) => Promise<RunResult>;
  /**
   * Takes the pod's lock, and takes it again whenever the session has to be opened anew.
   * @param from A run that is known to be dead: if its agent has the lock still, it is ended.
   */
  readonly lock: (from: string | undefined, signal: AbortSignal) => Promise<LockAnswer>;
  /** Who has the lock now. */
  readonly owner: (signal: AbortSignal) => Promise<OwnerAnswer>;
  readonly close: () => void;
}

/** How this process names itself when it asks for the lock. */
interface LockClaim {
  readonly run: string;
  /** Says to a person, and to another Outrider, who that is. */
  readonly record: string;
}

type LockAnswer =
  | { readonly is: 'locked' }
  | { readonly is: 'held'; readonly record: string }
  /** The holder's agent is too old to keep a lock. */
  | { readonly is: 'unknown' };

type OwnerAnswer = LockAnswer | { readonly is: 'free' | 'never' };

export interface RunnerOptions {
  /** Without one, nothing can be locked. */
  readonly claim?: LockClaim;
  /** Another run has taken the lock while the session was lost. */
  readonly onHeld?: (record: string) => void;
}

/** The agent enforces timeouts itself; this long after one it counts as stuck. */
const graceMs = 5_000;
const readyMs = 30_000;
/** The agent answers at once, or after the second that it takes to end another one. */
const lockMs = 5_000;

interface Pending {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

interface Session {
  readonly socket: Duplex;
  readonly version: number;
  readonly pending: Map<string, Pending>;
}

/**
 * @param connect Starts the agent in the holder and answers with its connection. Called again when a session was lost,
 *   which happens when the engine restarts under running containers.
 */
export function createRunner(
  connect: (signal: AbortSignal) => Promise<Duplex>,
  { claim, onHeld }: RunnerOptions = {},
): Runner {
  let session: Promise<Session> | undefined;
  let sequence = 0;
  let locks = false;

  /** Several may wait for one opening; that of somebody who gives up is not theirs. */
  async function opened(signal: AbortSignal): Promise<Session> {
    for (;;) {
      const theirs = session;
      try {
        return await (theirs ?? startOpening(signal));
      } catch (error) {
        const othersGaveUp = theirs && error instanceof EngineError && error.code === 'aborted';
        if (signal.aborted || !othersGaveUp) throw error;
      }
    }
  }

  function startOpening(signal: AbortSignal): Promise<Session> {
    const opening = connect(signal)
      .then((socket) => openSession(socket, () => forget(opening)))
      .then((opened) => (locks ? lockAgain(opened, signal) : opened));
    session = opening;
    opening.catch(() => forget(opening));
    return opening;
  }

  function forget(which: Promise<Session>): void {
    if (session === which) session = undefined;
  }

  /** What the session was lost for may have let another run in. */
  async function lockAgain(opened: Session, signal: AbortSignal): Promise<Session> {
    const answer = await askLock(opened, undefined, signal);
    if (answer.is !== 'held') return opened;
    opened.socket.destroy();
    onHeld?.(answer.record);
    throw new EngineError('held', 'another run of Outrider supervises the pod now');
  }

  async function askLock(
    opened: Session,
    from: string | undefined,
    signal: AbortSignal,
  ): Promise<LockAnswer> {
    if (!claim || opened.version < 1) return { is: 'unknown' };
    const id = String(++sequence);
    const line = encodeLock(id, claim.run, claim.record, from);
    const { exitCode, stdout, stderr } = await request(opened, { id, line, what: 'lock' }, lockMs, signal);
    if (exitCode === 0) return { is: 'locked' };
    if (exitCode === 1) return { is: 'held', record: text(stdout) };
    throw new EngineError('engine', `cannot lock the pod: ${text(stderr)}`);
  }

  return {
    lock: async (from, signal) => {
      const answer = await askLock(await opened(signal), from, signal);
      locks = answer.is === 'locked';
      return answer;
    },
    owner: async (signal) => {
      const current = await opened(signal);
      if (current.version < 1) return { is: 'unknown' };
      const id = String(++sequence);
      const asked = { id, line: encodeOwner(id), what: 'owner' };
      const { exitCode, stdout } = await request(current, asked, lockMs, signal);
      if (exitCode === 0) return { is: 'held', record: text(stdout) };
      return { is: exitCode === 2 ? 'never' : 'free' };
    },
    open: async (signal) => void (await opened(signal)),
    run: async (step, timeoutMs, signal) => {
      const current = await opened(signal);
      const id = String(++sequence);
      const line = encodeRequest(id, step, timeoutMs);
      return request(current, { id, line, what: step.argv[0]! }, timeoutMs, signal);
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
      onReady: (version) => {
        clearTimeout(timer);
        idle(socket, true);
        resolve({ socket, version, pending });
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
  { id, line, what }: { readonly id: string; readonly line: string; readonly what: string },
  timeoutMs: number,
  signal: AbortSignal,
): Promise<RunResult> {
  if (signal.aborted) throw aborted(what);
  const cleanUp: (() => void)[] = [];
  try {
    const answer = await new Promise<Answer>((resolve, reject) => {
      const timer = setTimeout(() => socket.destroy(), timeoutMs + graceMs);
      const stopListening = onAbort(signal, () => {
        socket.write(`cancel ${id}\n`);
        reject(aborted(what));
      });
      cleanUp.push(stopListening, () => clearTimeout(timer));
      pending.set(id, { resolve, reject });
      idle(socket, false);
      socket.write(line);
    });
    return answer.result;
  } finally {
    for (const undo of cleanUp) undo();
    pending.delete(id);
    idle(socket, pending.size === 0);
  }
}

function aborted(what: string): EngineError {
  return new EngineError('aborted', `gave up on: run ${what}`);
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

/** An open session alone must not keep the process alive. Streams over ssh have no such notion. */
function idle(socket: Duplex, isIdle: boolean): void {
  const { ref, unref } = socket as Duplex & { ref?: () => void; unref?: () => void };
  (isIdle ? unref : ref)?.call(socket);
}
