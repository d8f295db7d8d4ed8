import { expect, it } from '@jest/globals';
import type { OutriderEvent } from '../../../src/events/types.ts';
import { parsePattern } from '../../../src/logs/filter/pattern.ts';
import { toBatch } from '../../../src/page/model/batch.ts';
import { densityOf } from '../../../src/page/model/density.ts';
import { findRow } from '../../../src/page/model/find-row.ts';
import { createLogScan, type LogWish, matcherOf } from '../../../src/page/model/log-scan.ts';
import { createLogStore, type LogStore } from '../../../src/page/model/log-store.ts';
import { mostRows, windowAround } from '../../../src/page/model/row-window.ts';

const begin = Date.parse('2026-03-01T09:00:00Z');

function line(second: number, container: string, text: string): OutriderEvent {
  const time = new Date(begin + second * 1000).toISOString();
  const about = {
    project: 'p',
    pod: 'web',
    container,
    attempt: 0,
    stream: 'stdout',
    partial: false,
  } as const;
  return { time, seq: 1, type: 'Log', line: text, ...about };
}

function storeOf(...lines: readonly OutriderEvent[]): LogStore {
  const store = createLogStore();
  store.add(toBatch(lines).lines!);
  return store;
}

const never = (): boolean => false;

function shown(store: LogStore, wish: Partial<LogWish>): readonly string[] {
  const scan = createLogScan(store, matcherOf(store, { hidden: new Set(), ...wish }));
  scan.advance(never);
  return Array.from({ length: scan.size() }, (_, row) => store.text(scan.line(row)));
}

it('a line keeps its time to the microsecond, its source and its text, without control sequences', () => {
  const store = storeOf({
    ...line(1, 'app', '\u001b[31mred\u001b[0m'),
    time: '2026-03-01T09:00:01.123456789Z',
  });
  expect(store.time(0)).toBeCloseTo(begin + 1123.456, 3);
  expect(store.source(0)).toEqual({ pod: 'web', container: 'app', attempt: 0, stream: 'stdout' });
  expect(store.text(0)).toBe('red');
});

it('lines of several batches have one number after the other, and the same sources', () => {
  const store = storeOf(line(1, 'app', 'one'));
  store.add(toBatch([line(2, 'proxy', 'two'), line(3, 'app', 'three')]).lines!);
  expect([0, 1, 2].map(store.text)).toEqual(['one', 'two', 'three']);
  expect(store.sources().map(({ container }) => container)).toEqual(['app', 'proxy']);
  expect(store.sourceAt(2)).toBe(0);
});

it('a filter takes patterns, levels and containers together; a line without a level counts as info', () => {
  const store = storeOf(
    line(1, 'app', 'plain'),
    line(2, 'app', 'ERROR broken'),
    line(3, 'proxy', 'ERROR broken too'),
    line(4, 'app', 'DEBUG detail'),
  );
  const patternOf = (text: string) => {
    const result = parsePattern(text);
    if (!result.ok) throw new Error(result.message);
    return result.pattern;
  };
  expect(shown(store, { pattern: patternOf('broken') })).toEqual(['ERROR broken', 'ERROR broken too']);
  expect(shown(store, { pattern: patternOf('!broken') })).toEqual(['plain', 'DEBUG detail']);
  expect(shown(store, { level: 'info' })).toEqual(['plain', 'ERROR broken', 'ERROR broken too']);
  expect(shown(store, { level: 'error', hidden: new Set(['web/proxy']) })).toEqual(['ERROR broken']);
});

it('a scan stops when others have their turn, goes on where it was, and takes lines that come later', () => {
  const store = storeOf(...Array.from({ length: 1000 }, (_, at) => line(at, 'app', String(at))));
  const scan = createLogScan(store, (at) => at % 2 === 1);
  scan.advance(() => true);
  expect([scan.size(), scan.isThrough()]).toEqual([128, false]);
  scan.advance(never);
  expect([scan.size(), scan.isThrough()]).toEqual([500, true]);
  store.add(toBatch([line(1001, 'app', 'a'), line(1002, 'app', 'b')]).lines!);
  expect(scan.isThrough()).toBe(false);
  expect(scan.advance(never)).toBe(true);
  expect(scan.line(scan.size() - 1)).toBe(1001);
  expect([scan.rowOf(0), scan.rowOf(2), scan.rowOf(5000)]).toEqual([0, 1, 501]);
});

it('the first line after a moment has only earlier ones before it, also where lines are out of order', () => {
  const store = storeOf(line(1, 'app', 'a'), line(5, 'proxy', 'b'), line(3, 'app', 'c'), line(6, 'app', 'd'));
  expect([0, 1, 4, 5, 9].map((second) => store.firstAfter(begin + second * 1000))).toEqual([0, 1, 1, 3, 4]);
});

it('the density counts every line of a range once, and those that say error', () => {
  const store = storeOf(...[1, 2, 3, 14].map((at) => line(at, 'app', at === 2 ? 'ERROR' : 'fine')));
  const errors = createLogScan(store, (at) => store.level(at) === 'error');
  errors.advance(never);
  expect(densityOf(store, errors, { from: begin, to: begin + 20_000 }, 2)).toEqual([
    { lines: 3, errors: 1 },
    { lines: 1, errors: 0 },
  ]);
});

it.each([
  ['the next match', 1, 1, 4],
  ['the match before', 4, -1, 1],
  ['around the end', 4, 1, 1],
  ['around the beginning', 1, -1, 4],
  ['the first one, from before the first row', -1, 1, 1],
  ['the last one, from the first row backwards', 0, -1, 4],
] as const)('finds %s', (_, start, direction, row) => {
  const search = findRow({ rows: 6, start, direction, isMatch: (at) => at === 1 || at === 4 });
  expect(search.advance(never)).toBe(row);
});

it('says that nothing matches after one round, in slices', () => {
  const search = findRow({ rows: 600, start: 5, direction: 1, isMatch: () => false });
  expect([1, 2, 3].map(() => search.advance(() => true))).toEqual(['goes on', 'goes on', 'none']);
});

it('a list of too many rows shows the part around a row, and keeps it while there is room', () => {
  expect(windowAround(10, 3, undefined)).toEqual({ from: 0, count: 10 });
  const rows = 3 * mostRows;
  const first = windowAround(rows, mostRows, undefined);
  expect(first).toEqual({ from: mostRows / 2, count: mostRows });
  expect(windowAround(rows, mostRows + 1000, first)).toBe(first);
  expect(windowAround(rows, 1.5 * mostRows - 1, first).from).toBe(mostRows - 1);
  expect(windowAround(rows, rows - 1, first)).toEqual({ from: 2 * mostRows, count: mostRows });
});
