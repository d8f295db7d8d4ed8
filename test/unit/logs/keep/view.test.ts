import { expect, it } from '@jest/globals';
import { createRing } from '../../../../src/logs/keep/ring.ts';
import { createView, type Selection } from '../../../../src/logs/keep/view.ts';

interface Line {
  readonly text: string;
}

const isEven: Selection<Line> = {
  judge: () => (line) => (Number(line.text) % 2 === 0 ? 'shown' : 'around'),
};

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
  const view = createView<Line>(ring, {
    judge: () => (line) => {
      asked.push(line.text);
      return 'shown';
    },
  });
  for (let n = 1; n <= 10; n++) {
    ring.push({ text: String(n) });
    view.end();
    view.positionOf(1);
  }
  expect(asked).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
});

it('shows the lines around those that are wanted, each once, wherever a stretch of the work ends', () => {
  const isWanted = (n: number): boolean => n % 97 === 0 || n % 500 < 2;
  const context = 3;
  const ring = createRing<Line>({ maxLines: 10_000, maxBytes: 1e6 });
  for (let n = 1; n <= 4000; n++) ring.push({ text: String(n) });
  let left = 0;
  const view = createView<Line>(
    ring,
    { judge: () => (line) => (isWanted(Number(line.text)) ? 'shown' : 'around'), context },
    () => left-- > 0,
  );
  for (; view.isBehind(); left = 333) view.end();
  for (let n = 4001; n <= 5000; n++) ring.push({ text: String(n) });
  for (; view.isBehind(); left = 333) view.end();
  const shown: number[] = [];
  for (let at = view.first(); at < view.end(); at++) shown.push(Number(view.get(at)!.text));
  const near = (n: number): boolean =>
    Array.from({ length: 2 * context + 1 }, (_, at) => n - context + at).some(
      (one) => one >= 1 && one <= 5000 && isWanted(one),
    );
  expect(shown).toEqual(Array.from({ length: 5000 }, (_, at) => at + 1).filter(near));
});

it('a judge that knows lines by those before them sees these first', () => {
  const ring = createRing<Line>({ maxLines: 10_000, maxBytes: 1e6 });
  for (let n = 1; n <= 1000; n++) ring.push({ text: n % 2 === 1 ? 'ERROR' : ' at x' });
  const view = createView<Line>(ring, {
    judge: () => {
      let before = '';
      return ({ text }) => {
        const begun = text === 'ERROR' ? text : before;
        before = begun;
        return begun === 'ERROR' ? 'shown' : 'hidden';
      };
    },
    warmUp: 5,
  });
  while (view.isBehind()) view.end();
  expect(view.end() - view.first()).toBe(1000);
});
