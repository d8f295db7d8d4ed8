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
    let isTaken = false;
    const take = (error: Error | null, stream: Duplex | undefined): void => {
      if (isTaken) return;
      isTaken = true;
      connected?.(error, (stream && coalescing(stream, createCoalescer())) as Duplex);
    };
    const made = this.#base.createConnection(options, take);
    if (made) take(null, made);
  }
}

function coalescing(socket: Duplex, coalesce: Coalesce): Duplex {
  const stream = new Duplex({
    read: () => void socket.resume(),
    write: (chunk, encoding, done) => void socket.write(chunk, encoding, done),
    final: (done) => void socket.end(done),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  socket.on('data', (bytes: Buffer) => {
    const rest = coalesce(bytes);
    if (rest.length > 0 && !stream.push(rest)) socket.pause();
  });
  socket.on('end', () => void stream.push(null));
  socket.on('error', (error) => void stream.destroy(error));
  socket.on('close', () => void stream.destroy());
  return stream;
}
