/** The beginning of a line whose end has not come yet. */
export interface Pending {
  readonly append: (chunk: Buffer, start: number, end: number) => void;
  readonly length: () => number;
  /** Takes the first bytes away, in a buffer of their own. */
  readonly take: (length: number) => Buffer;
  /** Takes all but the first bytes of a character that is not whole. */
  readonly takeWholeCharacters: () => Buffer;
}

/** Bytes are copied in, so that a line of many small pieces does not hold on to the chunks that they came in. */
export function createPending(maxBytes: number): Pending {
  let bytes = Buffer.alloc(0);
  let length = 0;

  function grow(needed: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.min(maxBytes, Math.max(1024, needed * 2)));
    bytes.copy(grown, 0, 0, length);
    bytes = grown;
  }

  function take(count: number): Buffer {
    const taken = Buffer.from(bytes.subarray(0, count));
    bytes.copyWithin(0, count, length);
    length -= count;
    return taken;
  }

  return {
    append: (chunk, start, end) => {
      const needed = length + end - start;
      if (needed > bytes.length) grow(needed);
      chunk.copy(bytes, length, start, end);
      length = needed;
    },
    length: () => length,
    take,
    takeWholeCharacters: () => take(wholeCharacters(bytes, length)),
  };
}

/** The longest length up to `length` that cuts no UTF-8 character in two; `length` itself for what is not UTF-8. */
export function wholeCharacters(bytes: Uint8Array, length: number): number {
  for (let back = 1; back <= Math.min(3, length - 1); back++) {
    const byte = bytes[length - back]!;
    if (byte < 0x80) return length;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? length - back : length;
  }
  return length;
}

function sequenceLength(lead: number): number {
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}
