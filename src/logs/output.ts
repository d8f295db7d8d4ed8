import { isPlainByte } from './sanitize.ts';

/** Where encoded lines go. `ascii` takes text that has no other characters. */
export interface Output {
  readonly bytes: (chunk: Buffer, start: number, end: number) => void;
  /**
   * Bytes between a head and a tail, if all of them are plain; see `isPlainByte`. Otherwise, and when they do not fit into
   * one buffer, nothing is written and the answer is false.
   */
  readonly plain: (head: Buffer, chunk: Buffer, start: number, end: number, tail: Buffer) => boolean;
  readonly ascii: (text: string) => void;
  readonly text: (text: string) => void;
  readonly byte: (byte: number) => void;
  readonly flush: () => void;
}

/** 1 for every byte that is not plain: looking it up has no branch. */
const needsCare = Uint8Array.from({ length: 256 }, (_, byte) => (isPlainByte(byte) ? 0 : 1));

/** Gathers small writes into buffers of one size, each handed over once and not touched again. */
export function createOutput(onChunk: (bytes: Buffer) => void, size: number): Output {
  let buffer = Buffer.allocUnsafeSlow(size);
  let used = 0;

  function flush(): void {
    if (used === 0) return;
    onChunk(buffer.subarray(0, used));
    buffer = Buffer.allocUnsafeSlow(size);
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
  /** Looks and copies in one pass: calls for each of a million short lines would cost more than their bytes. */
  function plain(head: Buffer, chunk: Buffer, start: number, end: number, tail: Buffer): boolean {
    if (!reserve(head.length + end - start + tail.length)) return false;
    const to = buffer;
    const offset = used + head.length - start;
    let strange = 0;
    for (let at = start; at < end; at++) {
      const byte = chunk[at]!;
      strange |= needsCare[byte]!;
      to[at + offset] = byte;
    }
    if (strange !== 0) return false;
    for (let at = 0; at < head.length; at++) to[used + at] = head[at]!;
    for (let at = 0; at < tail.length; at++) to[end + offset + at] = tail[at]!;
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
