import type { Duplex } from 'node:stream';
import { encodeFrame, encodeTaken, type Frame } from './frames.ts';

/** So many bytes of a connection may be under way to the relay (images/holder/relay, WINDOW). */
const windowBytes = 256 * 1024;
const mostAtOnce = 32 * 1024;

/** One connection of the pod, joined to one of ours. */
export interface RelayConnection {
  /** What the relay says of it. */
  readonly heed: (frame: Frame) => void;
  readonly destroy: () => void;
}

interface ConnectionPorts {
  readonly send: (frame: Buffer) => void;
  /** Both directions have ended. */
  readonly onEnded: () => void;
  readonly onBroken: () => void;
}

/** Joins two connections, each direction with its own end and its own window. */
export function joinConnection(
  id: number,
  stream: Duplex,
  { send, onEnded, onBroken }: ConnectionPorts,
): RelayConnection {
  let credit = windowBytes;
  let isOver = false;
  const ended = { here: false, there: false };
  const note = (side: keyof typeof ended): void => {
    ended[side] = true;
    if (!ended.here || !ended.there) return;
    isOver = true;
    onEnded();
  };
  const breakOff = (): void => {
    if (isOver) return;
    isOver = true;
    onBroken();
  };
  const read = (): void => {
    while (credit > 0 && !isOver) {
      const most = Math.min(credit, mostAtOnce, stream.readableLength);
      // With nothing to read, this asks for more, and tells the end.
      const bytes: Buffer | null = stream.read(most > 0 ? most : undefined);
      if (bytes === null) return;
      credit -= bytes.length;
      send(encodeFrame('D', id, bytes));
    }
  };
  stream.on('readable', read);
  stream.on('end', () => {
    if (isOver) return;
    send(encodeFrame('E', id));
    note('here');
  });
  stream.on('error', breakOff).on('close', breakOff);
  const write = (payload: Buffer): void =>
    void stream.write(payload, (error) => {
      if (!error && !isOver) send(encodeTaken(id, payload.length));
    });
  return {
    heed({ kind, payload }) {
      if (kind === 'D') write(payload);
      if (kind === 'E') {
        stream.end();
        note('there');
      }
      if (kind === 'W') {
        credit += payload.readUInt32BE(0);
        read();
      }
    },
    destroy() {
      isOver = true;
      stream.destroy();
    },
  };
}
