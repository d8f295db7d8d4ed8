import { connect, type Socket } from 'node:net';
import type { ServedPod } from '../pod/served-pod.ts';
import { createLines } from './lines.ts';
import {
  type ControlNotice,
  type ControlReply,
  type ControlRequest,
  type Greeting,
  protocolVersion,
} from './protocol.ts';
import { parse, readGreeting } from './validate.ts';

/** How long a run has to answer. It only reads a state or queues a fact, so a run that takes longer is stopped or stuck. */
const answerDeadlineMs = 2_000;

/** Why a run could not be asked. */
class ControlError extends Error {
  readonly code: 'silent' | 'gone' | 'refused' | 'aborted';
  constructor(code: ControlError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** How a subscription ended: the run has closed it, or has let a client go that does not read. */
export type Closing = { readonly is: 'closed' } | { readonly is: 'letGo'; readonly message: string };

export interface ControlClient {
  readonly greeting: Greeting;
  /** @throws ControlError when the run refuses, is gone, or does not answer in time. */
  ask(request: ControlRequest, signal?: AbortSignal, deadlineMs?: number): Promise<ControlReply>;
  /**
   * Every event from the first on, until the connection closes. Several may listen; what was told before the first one
   * listened comes once. While the promise of a listener is pending, nothing more is read: the run lets go of a client that
   * takes too long.
   */
  subscribe(listener: (notice: ControlNotice) => undefined | Promise<void> | void): Promise<Closing>;
  /** The pods of the run to which Services may lead, now and whenever one changes. It does not keep the process alive. */
  followServed(listener: (served: ServedPod) => void): Promise<void>;
  close(): void;
}

/** What is behind a socket. */
export type Connected =
  | { readonly is: 'there'; readonly client: ControlClient }
  /** Nobody listens: the process has ended, or ended without removing its socket. */
  | { readonly is: 'gone' }
  /** It is connected, but says nothing: it is stopped or stuck, or too old to greet. */
  | { readonly is: 'silent' }
  | { readonly is: 'otherVersion'; readonly greeting: Greeting };

/** Connects to a run and waits for its greeting, `deadlineMs` at most. */
export function connectControl(path: string, deadlineMs = answerDeadlineMs): Promise<Connected> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const timer = setTimeout(() => give({ is: 'silent' }), deadlineMs);
    const give = (found: Connected): void => {
      clearTimeout(timer);
      if (found.is !== 'there') socket.destroy();
      resolve(found);
    };
    const greeted = (line: string, lines: LineReader): void => {
      const greeting = readGreeting(line);
      if (!greeting) return give({ is: 'silent' });
      if (greeting.protocol !== protocolVersion) return give({ is: 'otherVersion', greeting });
      give({ is: 'there', client: clientOver(socket, greeting, lines) });
    };
    const lines: LineReader = { onLine: (line) => greeted(line, lines) };
    socket.on('error', () => give({ is: 'gone' }));
    socket.on('close', () => give({ is: 'gone' }));
    socket.on('data', createLines({ line: (line) => lines.onLine(line), tooLong: () => socket.destroy() }));
  });
}

/** Who gets the lines that come: first whoever waits for the greeting, then the client. */
interface LineReader {
  onLine: (line: string) => void;
}

interface Waiting {
  readonly resolve: (reply: ControlReply) => void;
  readonly reject: (error: Error) => void;
}

function clientOver(socket: Socket, greeting: Greeting, lines: LineReader): ControlClient {
  const waiting = new Map<number, Waiting>();
  let closing: Closing = { is: 'closed' };
  const listeners: ((notice: ControlNotice) => undefined | Promise<void> | void)[] = [];
  let hearServed: (served: ServedPod) => void = () => {};
  let sequence = 0;
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      const error = new ControlError('gone', 'the supervisor is gone');
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
      resolve();
    });
  });
  // A connection alone must not keep the process alive; a question has a timer that does.
  socket.unref();
  lines.onLine = (line) => {
    const message = parse(line);
    if (!message) return;
    if (typeof message['id'] === 'number') {
      const next = waiting.get(message['id']);
      waiting.delete(message['id']);
      return next?.resolve(message['body'] as ControlReply);
    }
    const notice = message as unknown as ControlNotice;
    if (notice.type === 'served') return hearServed(notice.served);
    if (notice.type === 'letGo') closing = { is: 'letGo', message: notice.message };
    for (const listener of listeners) {
      const work = listener(notice);
      if (work instanceof Promise) pauseUntil(socket, work);
    }
  };
  const ask = (request: ControlRequest, signal?: AbortSignal, deadlineMs?: number): Promise<ControlReply> => {
    sequence += 1;
    return answered(socket, { id: sequence, body: request }, waiting, signal, deadlineMs);
  };
  return {
    greeting,
    ask,
    async subscribe(listen) {
      listeners.push(listen);
      socket.ref();
      if (listeners.length === 1) await ask({ type: 'subscribe' });
      await closed;
      return closing;
    },
    async followServed(listener) {
      hearServed = listener;
      await ask({ type: 'followServed' });
    },
    close: () => socket.destroy(),
  };
}

function answered(
  socket: Socket,
  message: { readonly id: number; readonly body: ControlRequest },
  waiting: Map<number, Waiting>,
  signal: AbortSignal | undefined,
  deadlineMs = answerDeadlineMs,
): Promise<ControlReply> {
  return new Promise<ControlReply>((resolve, reject) => {
    if (signal?.aborted) return reject(new ControlError('aborted', 'given up'));
    if (socket.destroyed) return reject(new ControlError('gone', 'the supervisor is gone'));
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      waiting.delete(message.id);
    };
    const fail = (error: Error): void => {
      finish();
      reject(error);
    };
    const abort = (): void => fail(new ControlError('aborted', 'given up'));
    const timer = setTimeout(
      () => fail(new ControlError('silent', 'the supervisor does not answer')),
      deadlineMs,
    );
    signal?.addEventListener('abort', abort, { once: true });
    waiting.set(message.id, {
      reject: fail,
      resolve: (reply) => {
        if (reply.type === 'refused') return fail(new ControlError('refused', reply.message));
        finish();
        resolve(reply);
      },
    });
    socket.write(`${JSON.stringify(message)}\n`);
  });
}

function pauseUntil(socket: Socket, work: Promise<void>): void {
  socket.pause();
  const resume = (): void => void socket.resume();
  work.then(resume, resume);
}
