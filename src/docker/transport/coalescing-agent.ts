import http from 'node:http';
import { Duplex } from 'node:stream';
import { type Coalesce, createCoalescer } from './coalesce.ts';

/**
 * Connections as `base` makes them, each for one response, whose small chunks arrive as few large ones. For responses that
 * are long and made of many pieces; see `createCoalescer`.
 */
export function createCoalescingAgent(base: http.Agent): http.Agent {
  return new CoalescingAgent(base);
}

/** What `@types/node` leaves out of an agent. */
type AgentParts = {
  readonly options: http.AgentOptions;
  readonly protocol: string;
  readonly defaultPort: number;
};
type Connected = (error: Error | null, stream: Duplex) => void;

/** A class because Node's agents are extended, not configured. */
class CoalescingAgent extends http.Agent {
  readonly #base: http.Agent;

  constructor(base: http.Agent) {
    const { options, protocol, defaultPort } = base as unknown as AgentParts;
    super({ ...options, keepAlive: false });
    Object.assign(this, { protocol, defaultPort });
    this.#base = base;
  }

  /** An agent answers with the connection or calls back with it, and may do both. */
  override createConnection(options: http.ClientRequestArgs, connected?: Connected): undefined {
    const reading: Reading = { receive: () => true };
    const onread = {
      buffer: Buffer.allocUnsafeSlow(readBytes),
      callback: (length: number, buffer: Buffer) => reading.receive(Buffer.from(buffer.subarray(0, length))),
    };
    let isTaken = false;
    const take = (error: Error | null, stream: Duplex | undefined): void => {
      if (isTaken) return;
      isTaken = true;
      connected?.(error, (stream && coalescing(stream, reading, createCoalescer())) as Duplex);
    };
    const made = this.#base.createConnection({ ...options, onread } as http.ClientRequestArgs, take);
    if (made) take(null, made);
  }
}

/** What becomes of bytes that were read; the answer is whether more are wanted at once. */
interface Reading {
  receive: (bytes: Buffer) => boolean;
}

const readBytes = 64 * 1024;

/**
 * After a read the connection rests so long: the engine writes every line by itself, and what gathers meanwhile is read
 * with one call. A line that nothing has gone before is read at once.
 */
const restMs = 1;

/** A read that found so much is followed by the next at once, or the engine would soon have no room to write. */
const manyBytes = 16 * 1024;

function coalescing(socket: Duplex, reading: Reading, coalesce: Coalesce): Duplex {
  let isWanted = true;
  let rest: NodeJS.Timeout | undefined;
  const goOn = (): void => {
    if (isWanted && rest === undefined) socket.resume();
  };
  const stream = new Duplex({
    read: () => {
      isWanted = true;
      goOn();
    },
    write: (chunk, encoding, done) => void socket.write(chunk, encoding, done),
    final: (done) => {
      socket.end();
      done();
    },
    destroy: (error, done) => {
      clearTimeout(rest);
      socket.destroy();
      done(error);
    },
  });
  reading.receive = (bytes) => {
    const coalesced = coalesce(bytes);
    isWanted = coalesced.length === 0 || stream.push(coalesced);
    if (isWanted && bytes.length >= manyBytes) return true;
    rest = setTimeout(() => {
      rest = undefined;
      goOn();
    }, restMs);
    return false;
  };
  // A stream that is no socket of Node's knows nothing of `onread`.
  socket.on('data', (bytes: Buffer) => {
    if (!reading.receive(bytes)) socket.pause();
  });
  socket.on('end', () => void stream.push(null));
  socket.on('error', (error) => void stream.destroy(error));
  socket.on('close', () => {
    // What was read before the end is still to be taken.
    if (!socket.readableEnded) stream.destroy();
  });
  return stream;
}
