/**
 * An instant as the engine prints it: RFC 3339 in UTC with nine decimals, `2026-01-02T03:04:05.000000006Z`. The width is
 * fixed, so that the order of the texts is the order in time and no nanosecond is lost in a number.
 */
export type EngineTime = string;

/** Length of an `EngineTime`. */
const width = 30;
/** The longest form another engine may send: nine decimals and a numeric offset. */
const longest = 35;
const loose = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

const space = 32;
const [dash, dot, colon, letterT, letterZ] = [45, 46, 58, 84, 90];

/**
 * Where the text begins behind a timestamp and its space; `start` itself when there is no timestamp. Docker sends the
 * fixed width, Podman drops zeros and may send an offset.
 */
export function timestampEnd(bytes: Uint8Array, start: number, end: number): number {
  if (isFixed(bytes, start, end)) return start + width + 1;
  const limit = Math.min(end, start + longest + 1);
  for (let at = start; at < limit; at++) {
    if (bytes[at] === space) return loose.test(ascii(bytes, start, at)) ? at + 1 : start;
  }
  return start;
}

/** The instant in front of `end`, where `end` is what `timestampEnd` answered. */
export function timestampAt(bytes: Buffer, start: number, end: number): EngineTime {
  if (end - start === width + 1 && bytes[end - 2] === letterZ)
    return bytes.toString('latin1', start, end - 1);
  return toEngineTime(ascii(bytes, start, end - 1)) ?? '';
}

/** Any RFC 3339 text at the engine's width and in UTC; undefined when it is none. */
export function toEngineTime(text: string): EngineTime | undefined {
  const match = loose.exec(text);
  if (!match) return undefined;
  const epochMs = Date.parse(`${match[1]}${match[3]}`);
  if (Number.isNaN(epochMs)) return undefined;
  return `${new Date(epochMs).toISOString().slice(0, 19)}.${(match[2] ?? '').padEnd(9, '0')}Z`;
}

/** The engine's width for a clock in milliseconds since 1970. */
export function engineTimeOf(epochMs: number): EngineTime {
  return `${new Date(epochMs).toISOString().slice(0, 23)}000000Z`;
}

/** Milliseconds since 1970, nanoseconds cut off; NaN for an empty time. */
export function epochMsOf(time: EngineTime): number {
  return Date.parse(`${time.slice(0, 23)}Z`);
}

/** `seconds.nanoseconds`, the form in which the engine takes `since` and `until` without rounding. */
export function unixOf(time: EngineTime): string {
  return `${Date.parse(`${time.slice(0, 19)}Z`) / 1000}.${time.slice(20, 29)}`;
}

/** The `since` that makes the engine go on with the very next line: it is inclusive, so one nanosecond later. */
export function resumeAfter(time: EngineTime): string {
  const nanos = Number(time.slice(20, 29)) + 1;
  const seconds = Date.parse(`${time.slice(0, 19)}Z`) / 1000;
  return nanos === 1e9 ? `${seconds + 1}.000000000` : `${seconds}.${String(nanos).padStart(9, '0')}`;
}

function isFixed(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start <= width || bytes[start + width] !== space) return false;
  if (bytes[start + 29] !== letterZ || bytes[start + 10] !== letterT || bytes[start + 19] !== dot)
    return false;
  for (let at = start; at < start + 29; at++) {
    const byte = bytes[at]!;
    if (byte >= 48 && byte <= 57) continue;
    if (!isPunctuation(at - start, byte)) return false;
  }
  return true;
}

function isPunctuation(place: number, byte: number): boolean {
  switch (place) {
    case 4:
    case 7:
      return byte === dash;
    case 10:
      return byte === letterT;
    case 13:
    case 16:
      return byte === colon;
    case 19:
      return byte === dot;
    default:
      return false;
  }
}

function ascii(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}
