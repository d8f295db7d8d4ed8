import type { Duplex } from 'node:stream';
import { joinConnection, type RelayConnection } from './connection.ts';
import { encodeFrame, type Frame } from './frames.ts';

interface RelayPorts {
  /** A connection to where the relay leads. It allows half-open ends. */
  readonly dial: (signal: AbortSignal) => Promise<Duplex>;
  readonly send: (frame: Buffer) => void;
}

export interface RelayConnections {
  readonly heed: (frame: Frame) => void;
  /** Breaks every connection. */
  readonly close: () => void;
}

interface Entry {
  /** Undefined until our end is there. */
  joined?: RelayConnection;
  /** Frames that came before; the relay's window bounds them. */
  readonly early: Frame[];
  readonly gone: AbortController;
}

/** Connects what the relay of a holder takes; a connection that is not read holds up no other. */
export function createRelayConnections({ dial, send }: RelayPorts): RelayConnections {
  const all = new Map<number, Entry>();
  const forget = (id: number): void => {
    const entry = all.get(id);
    all.delete(id);
    entry?.gone.abort();
    entry?.joined?.destroy();
  };
  const breakOff = (id: number): void => {
    if (!all.has(id)) return;
    send(encodeFrame('R', id));
    forget(id);
  };
  const open = async (id: number): Promise<void> => {
    const entry: Entry = { early: [], gone: new AbortController() };
    all.set(id, entry);
    try {
      const stream = await dial(entry.gone.signal);
      if (!all.has(id)) return void stream.destroy();
      const onEnded = (): void => void all.delete(id);
      entry.joined = joinConnection(id, stream, { send, onEnded, onBroken: () => breakOff(id) });
      for (const frame of entry.early.splice(0)) entry.joined.heed(frame);
    } catch {
      breakOff(id);
    }
  };
  return {
    heed(frame) {
      const { kind, id } = frame;
      if (kind === 'O') return void open(id);
      const entry = all.get(id);
      if (!entry) return;
      if (kind === 'R') forget(id);
      else if (entry.joined) entry.joined.heed(frame);
      else entry.early.push(frame);
    },
    close() {
      for (const id of [...all.keys()]) forget(id);
    },
  };
}
