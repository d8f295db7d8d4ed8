import { expect, it } from '@jest/globals';
import { withPast } from '../../../../src/logs/keep/before.ts';
import { createRing } from '../../../../src/logs/keep/ring.ts';

const ringOf = (texts: readonly string[], maxLines = 100) => {
  const ring = createRing<{ text: string }>({ maxLines, maxBytes: 1e6 });
  for (const text of texts) ring.push({ text });
  return ring;
};

it('lines from before come in front of those that were there, which keep their numbers', () => {
  const ring = ringOf(['c', 'd']);
  const lines = withPast(ring);
  const shown = (): readonly (string | undefined)[] =>
    Array.from({ length: lines.end() - lines.first() }, (_, at) => lines.get(lines.first() + at)?.text);
  expect(shown()).toEqual(['c', 'd']);
  lines.setPast(ringOf(['b']));
  expect(shown()).toEqual(['b', 'c', 'd']);
  lines.setPast(ringOf(['a', 'b']));
  ring.push({ text: 'e' });
  expect(shown()).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect([lines.first(), lines.get(1)?.text, lines.get(0)?.text]).toEqual([-1, 'c', 'b']);
});

it('nothing is in front of a gap', () => {
  const lines = withPast(ringOf(['b', 'c', 'd'], 2));
  lines.setPast(ringOf(['a']));
  expect([lines.first(), lines.get(lines.first())?.text]).toEqual([2, 'c']);
});
