/** `system` is the engine speaking: a frame of type 3 carries an error about the stream itself, never a line. */
export type FrameStream = 'stdout' | 'stderr' | 'system';

/**
 * A frame's payload or a part of it: `chunk` from `start` to `end`, without a copy. `continued` says that a former piece
 * began the same frame; a first piece holds the whole frame or at least 64 bytes, so a timestamp is never cut.
 */
export type OnPiece = (
  stream: FrameStream,
  chunk: Buffer,
  start: number,
  end: number,
  continued: boolean,
) => void;

export interface FrameParser {
  /** Any part of the stream, cut anywhere. The chunk must not be written to afterwards: pieces point into it. */
  readonly push: (chunk: Buffer) => void;
  /** Hands over what is still held back. */
  readonly end: () => void;
}

/** A first piece shorter than its frame has at least this many bytes: more than any timestamp. */
const held = 64;
const headerBytes = 8;
const streams: readonly FrameStream[] = ['stdout', 'stdout', 'stderr', 'system'];

/**
 * Reads Docker's multiplexed stream (type, three zeros, length as 32 bits big-endian, payload; Engine API "Attach"). It
 * never throws, never recurses and holds back at most 64 bytes whatever length a header claims. An unknown type means
 * that this is no such stream: that is reported once as `system`, and the rest is dropped, because nothing in it can be
 * trusted. The caller connects again and resumes.
 */
export function createFrameParser(onPiece: OnPiece): FrameParser {
  const header = Buffer.alloc(headerBytes);
  let headerLength = 0;
  let stream: FrameStream = 'stdout';
  /** Bytes of the payload that are still to come. */
  let missing = 0;
  let continued = false;
  let start: Buffer | undefined;
  let startLength = 0;
  let broken = false;

  function open(bytes: Buffer, at: number): void {
    const type = bytes[at]!;
    const known = streams[type];
    if (known === undefined) {
      broken = true;
      const message = Buffer.from(`not a log stream: frame of unknown type ${type}`);
      onPiece('system', message, 0, message.length, false);
      return;
    }
    stream = known;
    missing = bytes.readUInt32BE(at + 4);
    continued = false;
  }

  /** Takes what the chunk has of the header; the position behind it. */
  function readHeader(chunk: Buffer, at: number): number {
    if (headerLength === 0 && chunk.length - at >= headerBytes) {
      open(chunk, at);
      return at + headerBytes;
    }
    const taken = chunk.copy(header, headerLength, at, at + headerBytes - headerLength);
    headerLength += taken;
    if (headerLength === headerBytes) {
      headerLength = 0;
      open(header, 0);
    }
    return at + taken;
  }

  function readPayload(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + missing);
    if (start === undefined && (continued || end - at === missing || end - at >= held)) {
      missing -= end - at;
      onPiece(stream, chunk, at, end, continued);
      continued = true;
      return end;
    }
    start ??= Buffer.allocUnsafe(Math.min(held, missing));
    const taken = chunk.copy(start, startLength, at, end);
    startLength += taken;
    missing -= taken;
    if (startLength === start.length) release();
    return at + taken;
  }

  function release(): void {
    if (start === undefined) return;
    const piece = start;
    const length = startLength;
    start = undefined;
    startLength = 0;
    onPiece(stream, piece, 0, length, false);
    continued = true;
  }

  return {
    push: (chunk) => {
      let at = 0;
      while (at < chunk.length && !broken) {
        at = missing === 0 ? readHeader(chunk, at) : readPayload(chunk, at);
      }
    },
    end: release,
  };
}
