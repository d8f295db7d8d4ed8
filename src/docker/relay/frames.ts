/** A frame of the relay in a holder; images/holder/relay says what each kind means. */
export interface Frame {
  readonly kind: FrameKind;
  /** The number of the connection. */
  readonly id: number;
  readonly payload: Buffer;
}

type FrameKind = 'L' | 'O' | 'D' | 'E' | 'R' | 'W';

const headerBytes = 9;

/** More than the relay ever sends at once: what claims to be longer is no frame. */
const mostPayload = 64 * 1024;

export function encodeFrame(kind: FrameKind, id: number, payload: Uint8Array = new Uint8Array()): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.write(kind, 'latin1');
  header.writeUInt32BE(id, 1);
  header.writeUInt32BE(payload.length, 5);
  return Buffer.concat([header, payload]);
}

/** So many bytes of a connection have been taken. */
export function encodeTaken(id: number, bytes: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(bytes);
  return encodeFrame('W', id, payload);
}

/** Reads frames from any parts of the stream. @throws Error from `push` for what is no frame: nothing after it can be trusted. */
export function createFrameReader(onFrame: (frame: Frame) => void): { push(bytes: Buffer): void } {
  let held: Buffer = Buffer.alloc(0);
  return {
    push(bytes) {
      held = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
      let at = 0;
      while (held.length - at >= headerBytes) {
        const kind = held.toString('latin1', at, at + 1);
        const length = held.readUInt32BE(at + 5);
        if (!isKind(kind) || length > mostPayload)
          throw new Error('the relay in the holder sent what is no frame');
        const end = at + headerBytes + length;
        if (end > held.length) break;
        onFrame({ kind, id: held.readUInt32BE(at + 1), payload: held.subarray(at + headerBytes, end) });
        at = end;
      }
      held = held.subarray(at);
    },
  };
}

function isKind(letter: string): letter is FrameKind {
  return 'LODERW'.includes(letter);
}
