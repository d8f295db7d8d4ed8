/** Where encoded lines go. `ascii` takes text that has no other characters. */
export interface Output {
  readonly bytes: (chunk: Buffer, start: number, end: number) => void;
  readonly ascii: (text: string) => void;
  readonly text: (text: string) => void;
  readonly byte: (byte: number) => void;
  readonly flush: () => void;
}

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
  return {
    bytes,
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
