import { type Instant, noInstant } from './instant.ts';
import { parseInstant } from './timestamp.ts';

/** Reads the timestamps of one stream, where most are of the same second as the one before. */
interface TimestampReader {
  /**
   * Where the text begins behind a timestamp at `start` and its space; `start` itself when there is none, and `instant` is
   * then what it was. Docker sends a fixed width, Podman drops zeros and may send an offset.
   */
  readonly read: (bytes: Uint8Array, start: number, end: number) => number;
  /** Of the last timestamp. */
  readonly instant: Instant;
}

/** `2026-01-02T03:04:05.` */
const secondLength = 20;
/** `2026-01-02T03:04:05.000000006Z` */
const width = 30;
/** The longest form another engine may send: nine decimals and a numeric offset. */
const longest = 35;
const [space, zero, letterZ] = [32, 48, 90];

export function createTimestampReader(): TimestampReader {
  const instant = { ...noInstant };
  /** The bytes of the second that `instant` has, as far as the dot; zeros where they were of another form. */
  const second = new Uint8Array(secondLength);

  function isSameSecond(bytes: Uint8Array, start: number): boolean {
    for (let at = secondLength - 1; at >= 0; at--) if (bytes[start + at] !== second[at]) return false;
    return true;
  }

  /** Any form; `start` when it is none. */
  function readAny(bytes: Uint8Array, start: number, end: number): number {
    const limit = Math.min(end, start + longest + 1);
    let at = start;
    while (at < limit && bytes[at] !== space) at++;
    if (at === limit) return start;
    const found = parseInstant(ascii(bytes, start, at));
    if (!found) return start;
    Object.assign(instant, found);
    const isFixed = at - start === width && bytes[at - 1] === letterZ;
    if (isFixed) second.set(bytes.subarray(start, start + secondLength));
    else second.fill(0);
    return at + 1;
  }

  return {
    instant,
    read: (bytes, start, end) => {
      if (end - start > width && bytes[start + width] === space && isSameSecond(bytes, start)) {
        const nanos = nineDigits(bytes, start + secondLength);
        if (nanos !== -1 && bytes[start + width - 1] === letterZ) {
          instant.nanos = nanos;
          return start + width + 1;
        }
      }
      return readAny(bytes, start, end);
    },
  };
}

/** -1 for what is not all digits. */
function nineDigits(bytes: Uint8Array, start: number): number {
  let value = 0;
  for (let at = start; at < start + 9; at++) {
    const digit = bytes[at]! - zero;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function ascii(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}
