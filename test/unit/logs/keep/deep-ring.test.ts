import { expect, it } from '@jest/globals';
import { type Codec, createDeepRing } from '../../../../src/logs/keep/deep-ring.ts';

interface Line {
  readonly text: string;
}

const codec: Codec<Line> = {
  pack: (lines) => JSON.stringify(lines),
  unpack: (text) => JSON.parse(text) as readonly Line[],
};

/** A file of at most so many bytes. */
function fileOf(most = Number.POSITIVE_INFINITY) {
  let bytes = Buffer.alloc(0);
  return {
    append: (more: Uint8Array) => {
      if (bytes.length + more.length > most) throw new Error('no space left');
      const at = bytes.length;
      bytes = Buffer.concat([bytes, more]);
      return at;
    },
    read: (at: number, length: number) => bytes.subarray(at, at + length),
  };
}

it('keeps every line under its number, the older ones in a file', () => {
  const ring = createDeepRing<Line>({ spill: fileOf(), codec, recent: { lines: 100, bytes: 1e6 } });
  for (let n = 1; n <= 5000; n++) expect(ring.push({ text: `zeile ${n} ✓` })).toBe(n);
  expect([ring.first(), ring.end(), ring.size(), ring.dropped()]).toEqual([1, 5001, 5000, 0]);
  for (const n of [1, 256, 257, 2500, 4899, 4900, 4901, 5000, 1, 2])
    expect(ring.get(n)).toEqual({ text: `zeile ${n} ✓` });
  expect([ring.get(0), ring.get(5001)]).toEqual([undefined, undefined]);
});

it('puts long lines into the file early, and keeps the newest in memory whatever its size', () => {
  const ring = createDeepRing<Line>({ spill: fileOf(), codec, recent: { lines: 1000, bytes: 10_000 } });
  const long = (n: number): string => String(n).repeat(3000);
  for (let n = 1; n <= 50; n++) ring.push({ text: long(n) });
  for (let n = 1; n <= 50; n++) expect(ring.get(n)?.text).toBe(long(n));
});

it('counts as dropped what the file does not take, and goes on with what comes', () => {
  const ring = createDeepRing<Line>({ spill: fileOf(20_000), codec, recent: { lines: 100, bytes: 1e6 } });
  for (let n = 1; n <= 3000; n++) ring.push({ text: `line ${n}` });
  expect(ring.dropped()).toBeGreaterThan(2000);
  expect(ring.first()).toBe(ring.dropped() + 1);
  expect(ring.get(ring.first() - 1)).toBeUndefined();
  for (let n = ring.first(); n < ring.end(); n++) expect(ring.get(n)?.text).toBe(`line ${n}`);
});
