import { expect, it } from '@jest/globals';
import { createRing } from '../../../../src/logs/keep/ring.ts';
import { createView } from '../../../../src/logs/keep/view.ts';

const isEven = ({ text }: { text: string }) => Number(text) % 2 === 0;

it.each([
  ['the whole ring', undefined],
  ['a filtered ring', isEven],
])('positions in %s stay with their lines while others come and go', (_name, accepts) => {
  const ring = createRing<{ text: string }>({ maxLines: 100, maxBytes: 1e6 });
  const view = createView(ring, accepts);
  for (let n = 2; n <= 10_000; n += 2) {
    ring.push({ text: String(n) });
    const position = view.end() - 1;
    ring.push({ text: String(n + 2) });
    view.end();
    expect(view.get(position)?.text).toBe(String(n));
    expect(view.positionOf(view.seqAt(position))).toBe(position);
  }
  expect(view.get(view.first())).toBe(ring.get(view.seqAt(view.first())));
  expect(view.get(view.first() - 1)).toBeUndefined();
});

it('every line is asked once', () => {
  const ring = createRing<{ text: string }>({ maxLines: 100, maxBytes: 1e6 });
  const asked: string[] = [];
  const view = createView(ring, ({ text }) => asked.push(text) > 0);
  for (let n = 1; n <= 10; n++) {
    ring.push({ text: String(n) });
    view.end();
    view.positionOf(1);
  }
  expect(asked).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
});
