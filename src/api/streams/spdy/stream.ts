import { Duplex } from 'node:stream';
import { resetReasons } from './frame.ts';
import type { Headers } from './read-headers.ts';
import { dataFrame, rstStreamFrame } from './write-frames.ts';

/** A stream that the client has opened. */
export interface SpdyStream {
  readonly id: number;
  readonly headers: Headers;
  /** What the client sends, and what it gets. The end of either side leaves the other one open; destroying it resets the stream. */
  readonly duplex: Duplex;
}

export interface OpenStream extends SpdyStream {
  /** Passes on what the client has sent. Pending while the reader has to take something first: nothing more is to be read meanwhile. */
  take(bytes: Uint8Array, isLast: boolean): Promise<void> | undefined;
  /** Ends it without a word to the client, which has reset it or is gone. */
  drop(): void;
}

/** How much of a stream is kept for a slow reader before the client is read no more, in bytes. The frames have no windows of their own. */
const keptBytes = 1024 * 1024;
/** The longest frame that is written, in bytes, so that other streams get their turn. */
const pieceBytes = 64 * 1024;

/** @param send Settles when the bytes have gone to the network, or the client is gone. */
export function createStream(
  id: number,
  headers: Headers,
  send: (frame: Buffer) => Promise<void>,
): OpenStream {
  let isDropped = false;
  let goOn: (() => void) | undefined;
  const readOn = (): void => {
    goOn?.();
    goOn = undefined;
  };
  const write = async (chunk: Buffer): Promise<void> => {
    for (let at = 0; at < chunk.length; at += pieceBytes)
      await send(dataFrame(id, chunk.subarray(at, at + pieceBytes), false));
  };
  const duplex = new Duplex({
    readableHighWaterMark: keptBytes,
    read: readOn,
    write: (chunk: Buffer, _encoding, done) => void write(chunk).then(() => done()),
    final: (done) => void send(dataFrame(id, Buffer.alloc(0), true)).then(() => done()),
    destroy: (error, done) => {
      readOn();
      const isOver = duplex.writableFinished && duplex.readableEnded;
      if (!isOver && !isDropped) void send(rstStreamFrame(id, resetReasons.cancel));
      done(error);
    },
  });
  // A write after the client has left is no defect of ours.
  duplex.on('error', () => {});
  return {
    ...{ id, headers, duplex },
    take(bytes, isLast) {
      if (duplex.destroyed || duplex.readableEnded) return undefined;
      const hasRoom = bytes.length === 0 || duplex.push(bytes);
      if (isLast) duplex.push(null);
      if (hasRoom || isLast) return undefined;
      return new Promise((resolve) => {
        goOn = resolve;
      });
    },
    drop() {
      isDropped = true;
      duplex.destroy();
    },
  };
}
