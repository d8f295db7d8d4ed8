import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRing } from '../../../../src/logs/keep/ring.ts';

it('keeps the newest lines under their numbers and counts the dropped', () => {
  const ring = createRing<{ text: string }>({ maxLines: 3, maxBytes: 1000 });
  for (const text of ['a', 'b', 'c', 'd', 'e']) ring.push({ text });
  expect([ring.first(), ring.end(), ring.size(), ring.dropped()]).toEqual([3, 6, 3, 2]);
  expect([2, 3, 5, 6].map((seq) => ring.get(seq)?.text)).toEqual([undefined, 'c', 'e', undefined]);
});

it('a full ring does not answer with its oldest line for the next number', () => {
  const ring = createRing<{ text: string }>({ maxLines: 64, maxBytes: 1000 });
  for (let n = 1; n <= 64; n++) ring.push({ text: 'x' });
  expect([ring.get(64)?.text, ring.get(65), ring.get(0)]).toEqual(['x', undefined, undefined]);
});

it('a line larger than the limit is kept until the next', () => {
  const ring = createRing<{ text: string }>({ maxLines: 10, maxBytes: 5 });
  ring.push({ text: 'too long for it' });
  expect(ring.size()).toBe(1);
  ring.push({ text: 'b' });
  expect([ring.size(), ring.bytes()]).toEqual([1, 1]);
});

it('behaves as a list of which the beginning is cut off', () => {
  const limits = fc.record({
    maxLines: fc.integer({ min: 1, max: 100 }),
    maxBytes: fc.integer({ min: 1, max: 500 }),
  });
  fc.assert(
    fc.property(limits, fc.array(fc.string({ maxLength: 20 }), { maxLength: 300 }), (chosen, texts) => {
      const ring = createRing<{ text: string }>(chosen);
      for (const [index, text] of texts.entries()) expect(ring.push({ text })).toBe(index + 1);
      const kept: string[] = [];
      for (let seq = ring.first(); seq < ring.end(); seq++) kept.push(ring.get(seq)!.text);
      expect(kept).toEqual(texts.slice(ring.dropped()));
      const bytes = kept.join('').length;
      expect(ring.bytes()).toBe(bytes);
      if (kept.length > 1) expect(kept.length <= chosen.maxLines && bytes <= chosen.maxBytes).toBe(true);
      const one = texts[ring.dropped() - 1];
      if (one !== undefined) {
        expect(kept.length + 1 > chosen.maxLines || bytes + one.length > chosen.maxBytes).toBe(true);
      }
    }),
  );
});
