import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createCoalescer } from '../../../../src/docker/transport/coalesce.ts';

const head = 'HTTP/1.1 200 OK\r\nContent-Type: x\r\nTransfer-Encoding: chunked\r\n\r\n';
const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const end = '0\r\n\r\n';

/** The bytes in pieces that end at these places. */
function pieces(bytes: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...places, bytes.length].map((to, index) =>
    Buffer.from(bytes.subarray(places[index - 1] ?? 0, to)),
  );
}

function coalesced(text: string, cuts: readonly number[] = []): string {
  const coalesce = createCoalescer();
  return Buffer.concat(pieces(Buffer.from(text), cuts).map((piece) => coalesce(piece))).toString();
}

/** The body's chunks, as strictly as it goes. */
function chunksOf(body: string): readonly string[] {
  let rest = Buffer.from(body);
  const found: string[] = [];
  for (;;) {
    const [, digits] = /^([0-9a-f]+)\r\n/.exec(rest.toString('latin1'))!;
    const size = Number.parseInt(digits!, 16);
    const start = digits!.length + 2;
    if (size === 0) {
      expect(rest.subarray(start).toString()).toBe('\r\n');
      return found;
    }
    found.push(rest.subarray(start, start + size).toString());
    expect(rest.subarray(start + size, start + size + 2).toString()).toBe('\r\n');
    rest = rest.subarray(start + size + 2);
  }
}

it('chunks that come together become one', () => {
  expect(coalesced(`${head}${chunk('one\n')}${chunk('two\n')}${chunk('three\n')}${end}`)).toBe(
    `${head}${chunk('one\ntwo\nthree\n')}${end}`,
  );
});

it('a body is the same wherever it is cut', () => {
  const text = fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(fc.array(text), fc.array(fc.nat()), (texts, cuts) => {
      const got = coalesced(`${head}${texts.map(chunk).join('')}${end}`, cuts);
      expect(got.slice(0, head.length)).toBe(head);
      expect(chunksOf(got.slice(head.length)).join('')).toBe(texts.join(''));
    }),
  );
});

it('what has arrived is not held back until its chunk is whole', () => {
  expect(coalesced(`${head}a\r\nhello`)).toBe(`${head}${chunk('hello')}`);
});

it('extensions are left out, trailers are kept', () => {
  expect(coalesced(`${head}5;a=b\r\nhello\r\n0\r\nEtag: x\r\n\r\n`)).toBe(
    `${head}${chunk('hello')}0\r\nEtag: x\r\n\r\n`,
  );
});

it.each([
  ['with a length', 'HTTP/1.1 404 Not Found\r\nContent-Length: 13\r\n\r\n{"message":1}'],
  ['without a body', 'HTTP/1.1 204 No Content\r\n\r\n'],
])('an answer %s is left as it is', (_, answer) => {
  expect(coalesced(answer)).toBe(answer);
  expect(coalesced(answer, [3, 20, 40])).toBe(answer);
});

it.each(['xyz\r\n', '\r\n', '123456789\r\n', `${chunk('a').slice(0, -2)}b\r\n`])(
  'what is no chunk is no chunk afterwards either: %j',
  (broken) => {
    const body = coalesced(`${head}${broken}`).slice(head.length);
    expect(body).toMatch(/(^|\r\n)malformed$/);
  },
);
