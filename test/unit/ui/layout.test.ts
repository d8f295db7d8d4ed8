import { describe, expect, it } from '@jest/globals';
import { sanitize } from '../../../src/logs/line/sanitize.ts';
import { widthOf } from '../../../src/logs/line/width.ts';
import { createController } from '../../../src/ui/controller.ts';
import { createKeymap } from '../../../src/ui/input/keymap.ts';
import { createTheme } from '../../../src/ui/view/theme.ts';
import {
  crashLoop,
  emptyPod,
  type Fixture,
  hostile,
  misrouted,
  running,
  sevenPods,
  starting,
  terminating,
  twoPods,
} from './fixtures/runs.ts';

const fixtures: readonly (readonly [string, () => Fixture])[] = [
  ['starting', starting],
  ['running', () => running(200)],
  ['a crash loop', crashLoop],
  ['terminating', terminating],
  ['an empty pod', emptyPod],
  ['two pods', twoPods],
  ['hostile lines', hostile],
  ['seven pods', sevenPods],
  ['a misrouted pod', misrouted],
];
const sizes = [
  [40, 10],
  [80, 24],
  [83, 25],
  [120, 40],
  [200, 60],
] as const;
const looks = [
  { colors: true, ascii: false },
  { colors: false, ascii: true },
] as const;
/** Each opens something; together every part of the screen is seen. */
const everything: readonly (readonly string[])[] = [
  [],
  ['w'],
  ['t', 't'],
  ['J', 'w', 'tab', 'k'],
  ['2'],
  ['3'],
  ['4'],
  ['?'],
  ['D'],
  ['enter'],
  [':', 'r'],
  ['/', 'a', '('],
  ['K'],
  ['z'],
  ['o', 'L'],
];

function controllerOf(fixture: Fixture, width: number, height: number, look: (typeof looks)[number]) {
  const controller = createController({
    ports: { subscribe: () => () => {}, act: async () => ({}) },
    keymap: createKeymap().keymap,
    theme: createTheme(look),
    now: () => fixture.now,
    monotonic: () => 1000,
    offsetMinutes: () => 0,
    size: () => ({ width, height }),
    leaveAtOnce: false,
    redraw: () => {},
    leave: () => {},
    suspend: (callback) => callback(),
    mouse: true,
    setMouse: () => {},
  });
  for (const event of fixture.events) controller.session.take(event, 0);
  return controller;
}

/** Pods that say much are looked at from all sides, the others as they are. */
const busy: ReadonlySet<string> = new Set(['two pods', 'hostile lines']);

describe.each(fixtures)('%s', (name, fixture) => {
  const keys = busy.has(name) ? everything : [[]];
  it.each(sizes)('fills %i columns and %i rows exactly, whatever is open', (width, height) => {
    for (const look of looks)
      for (const pressed of keys) {
        const controller = controllerOf(fixture(), width, height, look);
        controller.frame();
        for (const key of pressed) controller.key(key);
        const rows = Object.values(controller.frame()).flat();
        const wrong = rows.filter((row) => widthOf(sanitize(row, { colors: true })) !== width);
        expect({ pressed, rows: rows.length, wrong }).toEqual({ pressed, rows: height, wrong: [] });
      }
  });
});

it.each([60, 61, 80, 81, 120])(
  'at %i columns a line that is cut ends in an ellipsis, wide characters or not',
  (width) => {
    const rows = Object.values(controllerOf(hostile(), width, 40, looks[0]).frame()).flat();
    for (const text of ['xxxx', '日本']) expect(rows.find((row) => row.includes(text))).toMatch(/…$/);
  },
);

it('without colours no colour is drawn, only bold and inverse', () => {
  const controller = controllerOf(hostile(), 120, 40, { colors: false, ascii: true });
  const text = Object.values(controller.frame()).flat().join('\n');
  const parts = text.split('\u001b[').slice(1);
  const others = parts.filter((part) => !/^(?:0|1|7|27)m/.test(part));
  expect(others).toEqual([]);
});

it('ASCII means ASCII, but for what the containers write', () => {
  for (const pressed of [[], ['2'], ['4'], ['?']]) {
    const controller = controllerOf(running(), 120, 40, { colors: false, ascii: true });
    for (const key of pressed) controller.key(key);
    const text = Object.values(controller.frame()).flat().join('\n');
    expect([...text].filter((character) => character > '~')).toEqual([]);
  }
});
