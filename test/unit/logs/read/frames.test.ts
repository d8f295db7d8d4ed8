import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createFrameParser } from '../../../../src/logs/read/frames.ts';
import { cutAt, frame } from '../stream.ts';

interface Piece {
  readonly stream: string;
  readonly text: string;
  readonly continued: boolean;
}

function parse(chunks: readonly Buffer[]): Piece[] {
  const pieces: Piece[] = [];
  const parser = createFrameParser((stream, chunk, start, end, continued) =>
    pieces.push({ stream, text: chunk.toString('latin1', start, end), continued }),
  );
  for (const chunk of chunks) parser.push(chunk);
  parser.end();
  return pieces;
}

it('a frame of each type comes out under its stream', () => {
  const bytes = Buffer.concat([frame(0, 'a'), frame(1, 'b'), frame(2, 'c'), frame(3, 'd'), frame(1, '')]);
  expect(parse([bytes]).map(({ stream, text }) => `${stream} ${text}`)).toEqual([
    'stdout a',
    'stdout b',
    'stderr c',
    'system d',
  ]);
});

it('a whole frame is handed over without a copy', () => {
  const bytes = frame(1, 'no copy');
  let same = false;
  createFrameParser((_stream, chunk) => {
    same = chunk === bytes;
  }).push(bytes);
  expect(same).toBe(true);
});

it('bytes after an unknown type are dropped and reported once', () => {
  const pieces = parse([frame(1, 'good'), Buffer.from('HTTP/1.1 500 nonsense'), frame(1, 'lost')]);
  expect(pieces.map(({ stream, text }) => `${stream} ${text}`)).toEqual([
    'stdout good',
    'system not a log stream: frame of unknown type 72',
  ]);
});

it('a header that claims 4 GiB holds nothing back but the first bytes', () => {
  const header = Buffer.from([1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]);
  const pieces = parse([header, Buffer.alloc(40, 'x'), Buffer.alloc(40, 'y'), Buffer.alloc(1_000_000, 'z')]);
  expect(pieces.map(({ text, continued }) => [text.length, continued])).toEqual([
    [64, false],
    [16, true],
    [1_000_000, true],
  ]);
});

const frames = fc.array(
  fc.record({ type: fc.integer({ min: 0, max: 3 }), payload: fc.uint8Array({ maxLength: 300 }) }),
);

it('whatever the cuts, payloads come out whole, in order, and first pieces hold 64 bytes or all', () => {
  fc.assert(
    fc.property(frames, fc.array(fc.nat()), (list, cuts) => {
      const bytes = Buffer.concat(list.map(({ type, payload }) => frame(type, payload)));
      const pieces = parse(cutAt(bytes, cuts));
      const joined: { stream: string; text: string }[] = [];
      for (const { stream, text, continued } of pieces) {
        if (continued) joined.at(-1)!.text += text;
        else joined.push({ stream, text });
      }
      const wanted = list
        .filter(({ payload }) => payload.length > 0)
        .map(({ type, payload }) => ({
          stream: ['stdout', 'stdout', 'stderr', 'system'][type],
          text: Buffer.from(payload).toString('latin1'),
        }));
      expect(joined).toEqual(wanted);
      let whole = -1;
      for (const { text, continued } of pieces) {
        if (!continued) whole++;
        if (!continued && text.length < 64) expect(text).toBe(wanted[whole]!.text);
      }
    }),
  );
});

it('no bytes at all make it throw', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (chunks) => {
      parse(chunks.map((chunk) => Buffer.from(chunk)));
    }),
  );
});
