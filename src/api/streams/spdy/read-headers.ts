import { createInflate } from 'node:zlib';
import { headerDictionary } from './dictionary.ts';
import { SpdyError } from './frame.ts';

/** Headers by their names in lower case. */
export type Headers = ReadonlyMap<string, string>;

/** The most bytes of one block of headers, decompressed. Those of kubectl have about 100. */
const mostHeaderBytes = 64 * 1024;

export interface HeaderReader {
  /** Reads the next block. All blocks of a session are one zlib stream, so they are read in order, one at a time. Rejects with a `SpdyError`. */
  read(block: Uint8Array): Promise<Headers>;
  close(): void;
}

export function createHeaderReader(): HeaderReader {
  const inflate = createInflate({ dictionary: headerDictionary });
  let parts: Buffer[] = [];
  let length = 0;
  let fail: (error: Error) => void = () => {};
  const unreadable = (): void => fail(new SpdyError('headers cannot be decompressed'));
  inflate.on('error', unreadable);
  inflate.on('data', (part: Buffer) => {
    length += part.length;
    if (length <= mostHeaderBytes) return void parts.push(part);
    parts = [];
    fail(new SpdyError(`headers have more than ${mostHeaderBytes} bytes`));
    inflate.destroy();
  });
  return {
    read: (block) =>
      new Promise<Buffer>((resolve, reject) => {
        fail = reject;
        inflate.write(block, (error) => (error ? unreadable() : resolve(Buffer.concat(parts))));
      }).then((bytes) => {
        [parts, length] = [[], 0];
        return headersIn(bytes);
      }),
    close: () => inflate.destroy(),
  };
}

/** Name and value in turns, each with its length in front (section 2.6.10). @throws SpdyError */
function headersIn(bytes: Buffer): Headers {
  let at = 0;
  const number = (): number => {
    if (at + 4 > bytes.length) throw new SpdyError('headers end too early');
    at += 4;
    return bytes.readUInt32BE(at - 4);
  };
  const text = (): string => {
    const length = number();
    if (length > bytes.length - at) throw new SpdyError('headers end too early');
    at += length;
    return bytes.toString('utf8', at - length, at);
  };
  const headers = new Map<string, string>();
  for (let left = number(); left > 0; left -= 1) headers.set(text().toLowerCase(), text());
  return headers;
}
