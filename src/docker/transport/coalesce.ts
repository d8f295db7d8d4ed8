/** Takes the bytes of one HTTP response as they come, cut anywhere, and answers what is to be read in their place. */
export type Coalesce = (bytes: Buffer) => Buffer;

const [cr, lf, semicolon] = [13, 10, 59];
const headEnd = Buffer.from('\r\n\r\n');

/**
 * The engine sends every line of a log as an HTTP chunk of its own, and Node's parser calls back for each, which costs
 * more than all that is done with the line. So the chunks that arrived together become one (RFC 9112, section 7.1). What
 * is not chunked, or not as it should be, is left to the parser as it came.
 */
export function createCoalescer(): Coalesce {
  let head: Buffer | undefined = Buffer.alloc(0);
  let body: Coalesce | undefined;
  return (bytes) => {
    if (!head) return body ? body(bytes) : bytes;
    head = Buffer.concat([head, bytes]);
    const found = head.indexOf(headEnd);
    if (found === -1) return Buffer.alloc(0);
    const whole = head;
    head = undefined;
    const end = found + headEnd.length;
    if (!/\r\ntransfer-encoding: *chunked\r\n/i.test(whole.toString('latin1', 0, end))) return whole;
    body = createBodyCoalescer();
    return Buffer.concat([whole.subarray(0, end), body(Buffer.from(whole.subarray(end)))]);
  };
}

type Place = 'size' | 'extension' | 'data' | 'behind data' | 'end';

/** The payloads move to the front of the buffer that they came in. */
function createBodyCoalescer(): Coalesce {
  let place: Place = 'size';
  let size = 0;
  let digits = 0;

  /** The place behind a byte that is no data; undefined when it does not belong there. */
  function behind(byte: number): Place | undefined {
    if (place === 'behind data') return byte === cr ? place : byte === lf ? startOfSize() : undefined;
    if (byte === lf) return digits === 0 ? undefined : size === 0 ? 'end' : 'data';
    if (place === 'extension' || byte === cr) return place;
    if (byte === semicolon) return 'extension';
    const value = hexValue(byte);
    if (value === undefined || digits === 8) return undefined;
    size = size * 16 + value;
    digits++;
    return place;
  }

  function startOfSize(): Place {
    size = 0;
    digits = 0;
    return 'size';
  }

  return (bytes) => {
    if (place === 'end') return bytes;
    let [at, used] = [0, 0];
    while (at < bytes.length && place !== 'end') {
      if (place === 'data') {
        const end = Math.min(bytes.length, at + size);
        bytes.copyWithin(used, at, end);
        used += end - at;
        size -= end - at;
        at = end;
        if (size === 0) place = 'behind data';
      } else {
        const next = behind(bytes[at]!);
        at++;
        // The rest is for the parser to complain about.
        place = next ?? 'end';
        if (next === undefined) return withEnd(bytes.subarray(0, used), Buffer.from('malformed'));
      }
    }
    const rest = place === 'end' ? Buffer.concat([Buffer.from('0\r\n'), bytes.subarray(at)]) : undefined;
    return withEnd(bytes.subarray(0, used), rest);
  };
}

/** One chunk, when there is anything in it, and what comes behind. */
function withEnd(data: Buffer, rest: Buffer = Buffer.alloc(0)): Buffer {
  if (data.length === 0) return rest;
  return Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from('\r\n'), rest]);
}

function hexValue(byte: number): number | undefined {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : undefined;
}
