import { isPlainByte } from '../line/sanitize.ts';

/** Bytes that can be read one by one and several at once. */
interface Viewed {
  readonly chunk: Buffer;
  readonly view: DataView;
}

/** Where encoded lines go. `ascii` takes text that has no other characters. */
export interface Output {
  readonly bytes: (chunk: Buffer, start: number, end: number) => void;
  /**
   * Bytes between a head and a tail, if all of them are plain; see `isPlainByte`. Otherwise, and when they do not fit into
   * one buffer, nothing is written and the answer is false.
   */
  readonly plain: (head: Buffer, from: Viewed, start: number, end: number, tail: Buffer) => boolean;
  readonly ascii: (text: string) => void;
  readonly text: (text: string) => void;
  readonly byte: (byte: number) => void;
  readonly flush: () => void;
}

/** 0x80 for every byte that is not plain: looking it up has no branch. */
const needsCare = Uint8Array.from({ length: 256 }, (_, byte) => (isPlainByte(byte) ? 0 : 0x80));

/** Gathers small writes into buffers of one size, each handed over once and not touched again. */
export function createOutput(onChunk: (bytes: Buffer) => void, size: number): Output {
  let buffer = Buffer.allocUnsafeSlow(size);
  let to = viewOf(buffer);
  let used = 0;

  function flush(): void {
    if (used === 0) return;
    onChunk(buffer.subarray(0, used));
    buffer = Buffer.allocUnsafeSlow(size);
    to = viewOf(buffer);
    used = 0;
  }
  function reserve(length: number): boolean {
    if (used + length > size) flush();
    return length <= size;
  }
  function bytes(chunk: Buffer, start: number, end: number): void {
    if (reserve(end - start)) used += chunk.copy(buffer, used, start, end);
    else onChunk(Buffer.from(chunk.subarray(start, end)));
  }
  /** Four bytes at a time: calls for each of a million short lines would cost more than their bytes. */
  function plain(head: Buffer, { chunk, view }: Viewed, start: number, end: number, tail: Buffer): boolean {
    if (!reserve(head.length + end - start + tail.length)) return false;
    const offset = used + head.length - start;
    let strange = 0;
    let at = start;
    for (; at + 4 <= end; at += 4) {
      const four = view.getInt32(at, true);
      strange |= notPrintable(four);
      to.setInt32(at + offset, four, true);
    }
    for (; at < end; at++) {
      const byte = chunk[at]!;
      strange |= needsCare[byte]!;
      buffer[at + offset] = byte;
    }
    if ((strange & highBits) !== 0 && !isPlain(chunk, start, end)) return false;
    for (let i = 0; i < head.length; i++) buffer[used + i] = head[i]!;
    for (let i = 0; i < tail.length; i++) buffer[end + offset + i] = tail[i]!;
    used = end + offset + tail.length;
    return true;
  }
  return {
    bytes,
    plain,
    ascii: (text) => {
      if (reserve(text.length)) used += buffer.write(text, used, 'latin1');
      else onChunk(Buffer.from(text));
    },
    text: (text) => {
      // UTF-16 units become at most three bytes each.
      if (reserve(text.length * 3)) used += buffer.write(text, used);
      else onChunk(Buffer.from(text));
    },
    byte: (byte) => {
      reserve(1);
      buffer[used++] = byte;
    },
    flush,
  };
}

const highBits = 0x80808080;

/**
 * A high bit for each of four bytes that may be no printable ASCII: it is set already, or by taking the space away, or by
 * adding 1 to DEL. A borrow or a carry can set it for a neighbour too, so only its absence is sure.
 */
function notPrintable(four: number): number {
  return four | (four - 0x20202020) | (four + 0x01010101);
}

function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (needsCare[bytes[at]!] !== 0) return false;
  return true;
}

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
