import { controlTypes, type Frame, finFlag, SpdyError } from './frame.ts';

/** The most bytes of a control frame after its first eight. Those of kubectl have about 100. */
const mostControlBytes = 16 * 1024;
const headBytes = 8;

/** The DATA frame whose bytes are still coming. */
interface OpenData {
  readonly stream: number;
  readonly isLast: boolean;
  left: number;
}

/**
 * Reads frames of a byte stream that is cut anywhere. DATA is passed on as it comes, so that a long frame takes no memory.
 * @throws SpdyError for what is no frame of SPDY/3, and for a control frame that is too long.
 */
export function createFrameReader(): (bytes: Uint8Array) => readonly Frame[] {
  let held: Buffer = Buffer.alloc(0);
  let open: OpenData | undefined;
  return (bytes) => {
    const frames: Frame[] = [];
    held = held.length === 0 ? Buffer.from(bytes) : Buffer.concat([held, bytes]);
    while (true) {
      if (open) {
        const piece = held.subarray(0, open.left);
        if (piece.length === 0 && open.left > 0) return frames;
        held = held.subarray(piece.length);
        open.left -= piece.length;
        frames.push(dataPiece(open, piece));
        if (open.left === 0) open = undefined;
      } else if (held.length < headBytes) return frames;
      else if (isControl(held)) {
        const length = lengthIn(held);
        if (length > mostControlBytes) throw new SpdyError(`a control frame has ${length} bytes`);
        if (held.length < headBytes + length) return frames;
        frames.push(controlFrame(held, held.subarray(headBytes, headBytes + length)));
        held = held.subarray(headBytes + length);
      } else {
        open = {
          stream: streamAt(held, 0),
          isLast: (held[4]! & finFlag) !== 0,
          left: lengthIn(held),
        };
        held = held.subarray(headBytes);
      }
    }
  };
}

function dataPiece({ stream, isLast, left }: OpenData, bytes: Uint8Array): Frame {
  return { is: 'data', stream, bytes, fin: isLast && left === 0 };
}

const isControl = (head: Buffer): boolean => (head[0]! & 0x80) !== 0;
const lengthIn = (head: Buffer): number => head.readUIntBE(5, 3);
const streamAt = (bytes: Buffer, offset: number): number => bytes.readUInt32BE(offset) & 0x7fff_ffff;

function controlFrame(head: Buffer, body: Buffer): Frame {
  const version = head.readUInt16BE(0) & 0x7fff;
  if (version !== 3) throw new SpdyError(`a frame is of version ${version}, not 3`);
  const type = head.readUInt16BE(2);
  const fin = (head[4]! & finFlag) !== 0;
  if (body.length < (leastBytes.get(type) ?? 0)) throw new SpdyError(`a frame of type ${type} is too short`);
  switch (type) {
    case controlTypes.synStream:
      // Behind the stream come the one it belongs to, a priority and a slot.
      return { is: 'synStream', stream: streamAt(body, 0), headerBlock: body.subarray(10), fin };
    case controlTypes.headers:
    case controlTypes.synReply:
      return { is: 'headers', stream: streamAt(body, 0), headerBlock: body.subarray(4), fin };
    case controlTypes.rstStream:
      return { is: 'rstStream', stream: streamAt(body, 0) };
    case controlTypes.ping:
      return { is: 'ping', id: body.readUInt32BE(0) };
    case controlTypes.goAway:
      return { is: 'goAway' };
    case controlTypes.settings:
    case controlTypes.windowUpdate:
      return { is: 'ignored' };
    default:
      throw new SpdyError(`a frame is of type ${type}, which there is not`);
  }
}

const leastBytes: ReadonlyMap<number, number> = new Map([
  [controlTypes.synStream, 10],
  [controlTypes.headers, 4],
  [controlTypes.synReply, 4],
  [controlTypes.rstStream, 8],
  [controlTypes.ping, 4],
]);
