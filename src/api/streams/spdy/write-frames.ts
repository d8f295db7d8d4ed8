import { headerDictionary, uint32 } from './dictionary.ts';
import { controlTypes, finFlag } from './frame.ts';

/** A piece of a stream. @param isLast No more comes from this side. */
export function dataFrame(stream: number, bytes: Uint8Array, isLast: boolean): Buffer {
  return Buffer.concat([uint32(stream), flagsAndLength(isLast ? finFlag : 0, bytes.length), bytes]);
}

/** @param reason One of `resetReasons`. */
export function rstStreamFrame(stream: number, reason: number): Buffer {
  return control(controlTypes.rstStream, uint32(stream), uint32(reason));
}

export function pingFrame(id: number): Buffer {
  return control(controlTypes.ping, uint32(id));
}

/** @param lastStream The newest stream of the client that was seen. @param reason One of `goAwayReasons`. */
export function goAwayFrame(lastStream: number, reason: number): Buffer {
  return control(controlTypes.goAway, uint32(lastStream), uint32(reason));
}

/**
 * Makes replies to new streams, which carry no headers. The blocks of headers are one zlib stream, and what is in them is the same each
 * time, so they are stored rather than compressed: a head, then a block with four zero bytes, the number of headers. The empty block
 * behind it has the client's decompressor give them out.
 */
export function createSynReplies(): (stream: number) => Buffer {
  let isFirst = true;
  return (stream) => {
    const block = Buffer.concat([
      ...(isFirst ? [zlibHead] : []),
      storedBlock(uint32(0)),
      storedBlock(Buffer.alloc(0)),
    ]);
    isFirst = false;
    return control(controlTypes.synReply, uint32(stream), block);
  };
}

/** Deflate with a window of 32 KB, a dictionary, and a check that makes the two bytes a multiple of 31 (RFC 1950, section 2.2). */
const zlibHead = Buffer.concat([Buffer.from([0x78, 0xbb]), uint32(adler32(headerDictionary))]);

/** RFC 1951, section 3.2.4, not the last block. */
function storedBlock(bytes: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt16LE(bytes.length, 1);
  head.writeUInt16LE(~bytes.length & 0xffff, 3);
  return Buffer.concat([head, bytes]);
}

/** RFC 1950, section 8.2. */
function adler32(bytes: Uint8Array): number {
  let [low, high] = [1, 0];
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return high * 65_536 + low;
}

function control(type: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.from([0x80, 3, 0, type]);
  return Buffer.concat([head, flagsAndLength(0, body.length), body]);
}

function flagsAndLength(flags: number, length: number): Buffer {
  const bytes = uint32(length);
  bytes[0] = flags;
  return bytes;
}
