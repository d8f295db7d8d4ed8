import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Pattern, parsePattern } from '../../../../src/logs/filter/pattern.ts';
import { createRing } from '../../../../src/logs/keep/ring.ts';
import { highlight, rowsOf } from '../../../../src/logs/keep/rows.ts';
import type { Selection } from '../../../../src/logs/keep/view.ts';
import { createWindow } from '../../../../src/logs/keep/window.ts';
import { widthOf } from '../../../../src/logs/line/width.ts';

interface Line {
  readonly text: string;
}

function windowOn(count: number, shape = { width: 10, height: 3, wrap: false, maxLines: 1000 }) {
  const ring = createRing<Line>({ maxLines: shape.maxLines, maxBytes: 1e9 });
  const presented: string[] = [];
  const view = createWindow<Line>({
    ring,
    ...shape,
    textOf: ({ text }) => text,
    present: ({ text }) => {
      presented.push(text);
      return { head: '', text };
    },
  });
  const add = (from: number, to: number) => {
    for (let n = from; n <= to; n++) ring.push({ text: String(n) });
  };
  add(1, count);
  return { ...view, ring, add, presented, shown: () => view.rows().map(({ text }) => text) };
}

const only = (accepts: (line: Line) => boolean): Selection<Line> => ({
  judge: () => (line) => (accepts(line) ? 'shown' : 'around'),
});

const pattern = (text: string): Pattern => {
  const result = parsePattern(text);
  if (!result.ok) throw new Error(result.message);
  return result.pattern;
};

it('follows the end', () => {
  const { shown, add, following } = windowOn(5);
  expect(shown()).toEqual(['3', '4', '5']);
  add(6, 7);
  expect(shown()).toEqual(['5', '6', '7']);
  expect(following()).toBe(true);
});

it('with fewer lines than rows it shows what there is', () => {
  expect(windowOn(0).shown()).toEqual([]);
  expect(windowOn(2).shown()).toEqual(['1', '2']);
});

it('stands still while paused and counts what comes', () => {
  const { pause, shown, add, newLines, follow } = windowOn(5);
  pause();
  add(6, 9);
  expect(shown()).toEqual(['3', '4', '5']);
  expect(newLines()).toBe(4);
  follow();
  expect(shown()).toEqual(['7', '8', '9']);
  expect(newLines()).toBe(0);
});

it('goes on counting what comes while somebody scrolls', () => {
  const { pause, add, scroll, newLines } = windowOn(5);
  pause();
  add(6, 9);
  scroll(-1);
  expect(newLines()).toBe(4);
});

it('scrolling up pauses, scrolling down to the end follows again', () => {
  const { scroll, shown, following, add } = windowOn(6);
  scroll(-2);
  expect(shown()).toEqual(['2', '3', '4']);
  add(7, 7);
  scroll(1);
  expect([shown(), following()]).toEqual([['3', '4', '5'], false]);
  scroll(99);
  expect([shown(), following()]).toEqual([['5', '6', '7'], true]);
  scroll(-99);
  expect(shown()).toEqual(['1', '2', '3']);
});

it('lines that are dropped while it stands on them make it move no further than needed', () => {
  const { toStart, shown, add } = windowOn(5, { width: 10, height: 3, wrap: false, maxLines: 5 });
  toStart();
  add(6, 7);
  expect(shown()).toEqual(['3', '4', '5']);
});

it('a filter keeps its place among the lines that are left', () => {
  const { pause, scroll, filter, shown, newLines, add } = windowOn(20);
  scroll(-8);
  pause();
  expect(shown()).toEqual(['10', '11', '12']);
  filter(only(({ text }) => Number(text) % 2 === 0));
  expect(shown()).toEqual(['10', '12', '14']);
  add(21, 24);
  expect(newLines()).toBe(2);
  filter();
  expect(shown()).toEqual(['10', '11', '12']);
});

it('a filter that lets nothing through shows nothing', () => {
  const { filter, shown, scroll, next, search } = windowOn(20);
  filter(only(() => false));
  scroll(-3);
  search(pattern('1'));
  expect(next()).toBe(false);
  expect(shown()).toEqual([]);
});

it('a search goes from match to match, shows what is around, and hides nothing', () => {
  const { search, next, previous, rows, shown } = windowOn(100, {
    width: 10,
    height: 6,
    wrap: false,
    maxLines: 1000,
  });
  const currentLine = () => rows().find(({ current }) => current)?.seq;
  search(pattern('5$'));
  expect(previous()).toBe(true);
  expect(currentLine()).toBe(95);
  expect(previous()).toBe(true);
  expect(currentLine()).toBe(85);
  expect(shown()).toEqual(['83', '84', '8\u001b[7m5\u001b[27m\u001b[0m', '86', '87', '88']);
  expect(next()).toBe(true);
  expect(currentLine()).toBe(95);
  expect(next()).toBe('wrapped');
  expect(currentLine()).toBe(5);
  expect(previous()).toBe('wrapped');
  expect(currentLine()).toBe(95);
  search();
  expect(currentLine()).toBeUndefined();
});

it('a search goes on from the line that it is given, and finds the only match again', () => {
  const { search, next, previous, rows } = windowOn(100, {
    width: 10,
    height: 6,
    wrap: false,
    maxLines: 1000,
  });
  const currentLine = () => rows().find(({ current }) => current)?.seq;
  search(pattern('5$'));
  expect([next(30), currentLine()]).toEqual([true, 35]);
  expect([previous(60), currentLine()]).toEqual([true, 55]);
  search(pattern('^42$'));
  expect([next(42), currentLine()]).toEqual(['wrapped', 42]);
  expect([previous(), currentLine()]).toEqual(['wrapped', 42]);
  search(pattern('nowhere'));
  expect([next(30), previous(30), previous()]).toEqual([false, false, false]);
});

it('wrapped lines scroll by rows, and a head indents what goes on', () => {
  const ring = createRing<Line>({ maxLines: 10, maxBytes: 1000 });
  const view = createWindow<Line>({
    ring,
    width: 8,
    height: 3,
    wrap: true,
    textOf: ({ text }) => text,
    present: ({ text }) => ({ head: 'a| ', text }),
  });
  ring.push({ text: '0123456789' });
  ring.push({ text: 'abcdefg' });
  const shown = () => view.rows().map(({ text }) => text);
  expect(shown()).toEqual(['   56789', 'a| abcde', '   fg']);
  view.scroll(-1);
  expect(shown()).toEqual(['a| 01234', '   56789', 'a| abcde']);
  view.wrap(false);
  expect(shown()).toEqual(['a| 01234', 'a| abcde']);
  view.resize(5, 9);
  expect(shown()).toEqual(['a| 01', 'a| ab']);
});

it('the line at the top stays there when its further rows go', () => {
  const view = windowOn(0, { width: 2, height: 2, wrap: true, maxLines: 100 });
  for (const text of ['aabbcc', 'dd', 'ee', 'ff']) view.ring.push({ text });
  view.toStart();
  view.scroll(2);
  expect(view.shown()).toEqual(['cc', 'dd']);
  view.wrap(false);
  expect(view.shown()).toEqual(['aa', 'dd']);
});

it('beyond the first row there is nothing to scroll over', () => {
  const view = windowOn(0, { width: 2, height: 2, wrap: true, maxLines: 100 });
  for (const text of ['aabbcc', 'dd', 'ee', 'ff']) view.ring.push({ text });
  view.scroll(-99);
  view.scroll(1);
  expect(view.shown()).toEqual(['bb', 'cc']);
});

it('a filter sees to it that dropped lines are gone, however many', () => {
  const { filter, toStart, pause, shown, add } = windowOn(10, {
    width: 10,
    height: 2,
    wrap: false,
    maxLines: 50,
  });
  filter(only(({ text }) => Number(text) % 2 === 0));
  toStart();
  expect(shown()).toEqual(['2', '4']);
  for (let n = 11; n <= 6000; n += 10) {
    add(n, n + 9);
    toStart();
    pause();
    const first = Math.max(2, n + 9 - 48);
    expect(shown()).toEqual([first, first + 2].map(String));
  }
});

it('a head that leaves little room is broken with the text', () => {
  expect(rowsOf({ head: 'long name | ', text: 'abc' }, { width: 6, wrap: true })).toEqual([
    'long n',
    'ame | ',
    'abc',
  ]);
});

it('presents only lines that are near the visible ones', () => {
  const { rows, presented, add } = windowOn(100_000, {
    width: 10,
    height: 50,
    wrap: false,
    maxLines: 200_000,
  });
  rows();
  add(100_001, 100_010);
  rows();
  expect(presented.length).toBeLessThan(150);
});

it('a line of 10 000 columns, wide or not, stays within the width', () => {
  for (const text of ['x'.repeat(10_000), '日'.repeat(10_000), '\t'.repeat(2_000), '👍🏽'.repeat(3000)]) {
    for (const wrap of [true, false]) {
      for (const row of rowsOf({ head: 'app | ', text }, { width: 80, wrap }))
        expect(widthOf(row)).toBeLessThanOrEqual(80);
    }
  }
});

it('matches are inverted or underlined, and a line keeps its colours', () => {
  const invert = (text: string, wanted: string) =>
    highlight(text, pattern(wanted), 'inverse').replaceAll('\u001b[7m', '<').replaceAll('\u001b[27m', '>');
  expect(invert('\u001b[31mabc\u001b[0m', 'b')).toBe('\u001b[31ma<b>c\u001b[0m');
  expect(invert('\u001b[31mabc\u001b[0m', 'x')).toBe('\u001b[31mabc\u001b[0m');
  expect(invert('a\u001b[31mb\u001b[0mc', 'abc')).toBe('<a\u001b[31m<b\u001b[0m<c>');
  expect(invert('abc', 'x*')).toBe('abc');
  expect(invert('abab', '(?i)B|C')).toBe('a<b>a<b>');
  expect(invert('abb', 'b')).toBe('a<b><b>');
  expect(highlight('abc', pattern('b'), 'underlined')).toBe('a\u001b[4mb\u001b[24mc');
});

it('whatever is done to it, the rows are as many as fit and in order', () => {
  const action = fc.oneof(
    fc.record({ do: fc.constant('add' as const), n: fc.nat(30) }),
    fc.record({ do: fc.constant('scroll' as const), n: fc.integer({ min: -20, max: 20 }) }),
    fc.record({
      do: fc.constantFrom('pause', 'follow', 'toStart', 'next', 'previous', 'even', 'all', 'wrap', 'cut'),
      n: fc.nat(),
    }),
    fc.record({ do: fc.constant('resize' as const), n: fc.integer({ min: 1, max: 12 }) }),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const ring = createRing<Line>({ maxLines: 40, maxBytes: 1e9 });
      const view = createWindow<Line>({
        ring,
        width: 6,
        height: 5,
        wrap: true,
        textOf: ({ text }) => text,
        present: ({ text }) => ({ head: '', text }),
      });
      view.search(pattern('7'));
      let height = 5;
      let even = false;
      let wrap = true;
      for (const { do: name, n } of actions) {
        if (name === 'add')
          for (let i = 0; i < n; i++) ring.push({ text: String(ring.end()).repeat(1 + (ring.end() % 5)) });
        else if (name === 'scroll') view.scroll(n);
        else if (name === 'resize') {
          height = n;
          view.resize(6, height);
        } else if (name === 'even' || name === 'all') {
          even = name === 'even';
          view.filter(even ? only(({ text }) => text.length % 2 === 0) : undefined);
        } else if (name === 'wrap' || name === 'cut') {
          wrap = name === 'wrap';
          view.wrap(wrap);
        } else view[name as 'pause']();
        const rows = view.rows();
        let available = 0;
        for (let seq = ring.first(); seq < ring.end(); seq++) {
          const { text } = ring.get(seq)!;
          if (!even || text.length % 2 === 0)
            available += rowsOf({ head: '', text }, { width: 6, wrap }).length;
        }
        expect(rows.length).toBe(Math.min(height, available));
        for (let at = 1; at < rows.length; at++) {
          const [a, b] = [rows[at - 1]!, rows[at]!];
          expect(a.seq === b.seq ? b.index === a.index + 1 : a.seq < b.seq && b.index === 0).toBe(true);
        }
        if (view.following()) expect(view.newLines()).toBe(0);
      }
    }),
    { numRuns: 300 },
  );
});

/** A window whose filter and search may look at so many lines at a time. */
function slowWindow(lines: number, atOnce: number) {
  let left = atOnce;
  const ring = createRing<Line>({ maxLines: lines, maxBytes: 1e9 });
  for (let n = 1; n <= lines; n++) ring.push({ text: String(n) });
  const view = createWindow<Line>({
    ring,
    width: 10,
    height: 3,
    wrap: false,
    textOf: ({ text }) => text,
    present: ({ text }) => ({ head: '', text }),
    mayGoOn: () => left-- > 0,
  });
  const slice = () => {
    left = atOnce;
    return view.work();
  };
  return { ...view, slice, shown: () => view.rows().map(({ text }) => text) };
}

it('a filter that has no time for all lines goes on when there is some, and ends up as any other', () => {
  const { filter, isBehind, slice, shown, all } = slowWindow(1000, 100);
  filter(only(({ text }) => text.endsWith('7')));
  expect(shown()).toEqual([]);
  let slices = 0;
  for (; isBehind(); slices++) slice();
  expect(slices).toBe(9);
  expect(shown()).toEqual(['977', '987', '997']);
  expect([...all()]).toHaveLength(100);
});

it('a search that has no time for all lines goes on where it was', () => {
  const { search, pause, previous, next, slice, isBehind, rows } = slowWindow(1000, 100);
  pause();
  search(pattern('^50$'));
  expect(previous()).toBe('later');
  let found: unknown = 'later';
  let slices = 0;
  for (; found === 'later'; slices++) found = slice();
  expect([found, slices, isBehind()]).toEqual([true, 9, false]);
  expect(rows().find(({ current }) => current)?.text).toContain('50');
  expect(next()).toBe('later');
  for (found = 'later'; found === 'later'; ) found = slice();
  expect(found).toBe('wrapped');
  search(pattern('nowhere'));
  expect(previous()).toBe('later');
  for (found = 'later'; found === 'later'; ) found = slice();
  expect(found).toBe(false);
});

describe('with a filter that lets many lines through', () => {
  const isShown = ({ text }: Line): boolean => !text.endsWith('7');
  /** The window once the filter rests, long before it has looked at all lines. */
  function filtered() {
    const window = slowWindow(50_000, 500);
    window.filter(only(isShown));
    window.pause();
    while (window.isBehind()) window.slice();
    expect([...window.all()].length).toBeLessThan(10_000);
    return window;
  }
  const awaited = (begun: unknown, slice: () => unknown): unknown => {
    let found = begun;
    while (found === 'later') found = slice();
    return found;
  };

  it('a search back goes on behind the lines that are ready', () => {
    const { search, previous, slice, rows } = filtered();
    search(pattern('^18$'));
    expect(awaited(previous(), slice)).toBe(true);
    expect(rows().find(({ current }) => current)?.text).toContain('18');
    search(pattern('^17$'));
    expect(awaited(previous(), slice)).toBe(false);
  });

  it('a search forth wraps to the very first line', () => {
    const { search, next, slice, rows } = filtered();
    search(pattern('^(18|19|20)$'));
    expect(awaited(next(), slice)).toBe('wrapped');
    expect(rows().find(({ current }) => current)?.text).toContain('18');
  });

  it('the first line is that of the log, and the start is nowhere else', () => {
    const { scroll, isAtStart, toStart, isBehind, slice, shown } = filtered();
    scroll(-10_000);
    expect(isAtStart()).toBe(false);
    toStart();
    while (isBehind()) slice();
    toStart();
    expect(shown()).toEqual(['1', '2', '3']);
    expect(isAtStart()).toBe(true);
  });

  it('all lines are there for whoever wants them', () => {
    const { wantAll, isBehind, slice, all } = filtered();
    wantAll();
    while (isBehind()) slice();
    expect([...all()]).toHaveLength(45_000);
  });
});

it('a filter shows the newest lines first and puts older ones in front of them', () => {
  const { filter, slice, shown, isBehind } = slowWindow(10_000, 600);
  filter(only(({ text }) => text.endsWith('7')));
  slice();
  expect(isBehind()).toBe(true);
  expect(shown()).toEqual(['9977', '9987', '9997']);
});

it('a cut line is scrolled sideways, with a mark where its beginning is missing', () => {
  const { pan, shown, wrap } = windowOn(1, { width: 4, height: 1, wrap: false, maxLines: 10 });
  expect(pan(-3)).toBe(false);
  const text = '\u001b[31mabcdef\u001b[0mghi';
  expect(rowsOf({ head: 'x|', text }, { width: 6, wrap: false, offset: 3 })).toEqual([
    'x|<\u001b[31mef\u001b[0mg',
  ]);
  expect(pan(3)).toBe(true);
  expect(shown()).toEqual(['<']);
  wrap(true);
  expect(shown()).toEqual(['1']);
});

it('a match behind the edge of the screen is brought into sight', () => {
  const { ring, search, next, shown, toStart } = windowOn(0, {
    width: 12,
    height: 3,
    wrap: false,
    maxLines: 10,
  });
  ring.push({ text: `${'x'.repeat(40)}needle` });
  toStart();
  search(pattern('needle'));
  expect(next()).toBe(true);
  expect(shown()[0]).toContain('needle');
});
