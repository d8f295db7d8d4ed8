/** `system` is the engine speaking: a frame of type 3 carries an error about the stream itself, never a line. */
type FrameStream = 'stdout' | 'stderr' | 'system';

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
const heldBytes = 64;
const headerBytes = 8;
const streams: readonly FrameStream[] = ['stdout', 'stdout', 'stderr', 'system'];

/**
 * Reads Docker's multiplexed stream (type, three zeros, length as 32 bits big-endian, payload; Engine API "Attach"). It
 * never throws, never recurses and holds back at most 64 bytes whatever length a header claims. An unknown type means
 * that this is no such stream: that is reported once as `system`, and the rest is dropped, because nothing in it can be
 * trusted. The caller connects again and resumes.
 */
export function createFrameParser(onPiece: OnPiece): FrameParser {
  /** The beginning of a payload that did not come whole. */
  let beginning: Held | undefined;
  let stream: FrameStream = 'stdout';
  /** Bytes of the payload that are still to come. */
  let missing = 0;
  let continued = false;
  let broken = false;

  function open(bytes: Buffer, at: number): void {
    const type = bytes[at]!;
    const known = streams[type];
    if (known === undefined) {
      broken = true;
      return report(onPiece, `not a log stream: frame of unknown type ${type}`);
    }
    stream = known;
    missing = bytes.readUInt32BE(at + 4);
    continued = false;
  }

  /** The position behind what it took. */
  function readPayload(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + missing);
    if (!beginning && (continued || end - at === missing || end - at >= heldBytes)) {
      missing -= end - at;
      onPiece(stream, chunk, at, end, continued);
      continued = true;
      return end;
    }
    beginning ??= { bytes: Buffer.allocUnsafe(Math.min(heldBytes, missing)), length: 0 };
    const taken = hold(beginning, chunk, at, end);
    missing -= taken;
    if (beginning.length === beginning.bytes.length) release();
    return at + taken;
  }

  function release(): void {
    if (!beginning) return;
    const { bytes, length } = beginning;
    beginning = undefined;
    onPiece(stream, bytes, 0, length, false);
    continued = true;
  }

  const readHeader = createHeaderReader(open);
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

function report(onPiece: OnPiece, message: string): void {
  const bytes = Buffer.from(message);
  onPiece('system', bytes, 0, bytes.length, false);
}

/** Answers the position behind what it took; calls back with each header that is whole. */
function createHeaderReader(
  onHeader: (bytes: Buffer, at: number) => void,
): (chunk: Buffer, at: number) => number {
  const header: Held = { bytes: Buffer.alloc(headerBytes), length: 0 };
  return (chunk, at) => {
    if (header.length === 0 && chunk.length - at >= headerBytes) {
      onHeader(chunk, at);
      return at + headerBytes;
    }
    const taken = hold(header, chunk, at, chunk.length);
    if (header.length === headerBytes) {
      header.length = 0;
      onHeader(header.bytes, 0);
    }
    return at + taken;
  };
}

interface Held {
  readonly bytes: Buffer;
  length: number;
}

/** Gathers bytes up to the size of the buffer; how many it took. */
function hold(held: Held, chunk: Buffer, start: number, end: number): number {
  const taken = chunk.copy(held.bytes, held.length, start, end);
  held.length += taken;
  return taken;
}
