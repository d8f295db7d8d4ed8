import { describe, expect, it } from '@jest/globals';
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

describe('older lines behind a filter that lets many through', () => {
  function viewOf(lines: number) {
    const ring = createRing<Line>({ maxLines: 1e6, maxBytes: 1e9 });
    for (let n = 1; n <= lines; n++) ring.push({ text: String(n) });
    let asked = 0;
    const view = createView<Line>(ring, {
      judge: () => (line) => {
        asked++;
        return Number(line.text) % 2 === 0 ? 'shown' : 'hidden';
      },
    });
    const work = (): void => {
      while (view.isBehind()) view.end();
    };
    return { view, work, asked: () => asked };
  }

  it('are asked only as far as a person soon scrolls, and further once somebody does', () => {
    const { view, work, asked } = viewOf(100_000);
    work();
    expect(asked()).toBeLessThan(10_000);
    expect(view.isPartial()).toBe(true);
    const before = asked();
    view.get(view.first());
    expect(view.isBehind()).toBe(true);
    work();
    expect(asked()).toBeGreaterThan(before + 2000);
    let at = view.end() - 1;
    for (; view.get(at); at--) view.end();
    expect([at + 1, view.seqAt(at + 1), asked()]).toEqual([view.first(), 2, 100_000]);
    expect(view.isPartial()).toBe(false);
  });

  it('are all asked when they are wanted, and are not while only some are', () => {
    const { view, work, asked } = viewOf(100_000);
    view.want('all');
    view.want('some');
    work();
    expect(asked()).toBeLessThan(10_000);
    view.want('all');
    work();
    expect([asked(), view.end() - view.first(), view.isPartial()]).toEqual([100_000, 50_000, false]);
  });
});
