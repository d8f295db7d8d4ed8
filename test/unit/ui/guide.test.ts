import { afterEach, expect, it } from '@jest/globals';
import type { Guide, GuidePort } from '../../../src/ui/ports.ts';
import { crashLoop } from './fixtures/runs.ts';
import { openScreen, type Screen } from './screen.ts';

let screen: Screen;
afterEach(() => screen.close());

const first: Guide = {
  title: 'Step 1 of 2: Who runs first',
  lines: [
    { text: 'red   The proxy runs before the app', tone: 'bad' },
    { text: 'Move the proxy', tone: 'plain' },
  ],
};

function open(columns: number, isLarge = false): { asked: () => number } {
  let guide = first;
  let asked = 0;
  const listeners = new Set<() => void>();
  const port: GuidePort = {
    isLarge,
    guide: () => guide,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    next: async () => {
      asked++;
      guide = { ...first, title: 'Step 2 of 2: What lasts' };
      for (const listener of listeners) listener();
      return 'the next step';
    },
  };
  screen = openScreen(crashLoop(), { size: [columns, 30], ports: { guide: port } });
  return { asked: () => asked };
}

it('a guide stands beside the log on a wide terminal, and one key goes to its next step', async () => {
  const { asked } = open(140);
  const text = await screen.see((shown) => shown.includes('Step 1 of 2: Who runs first'));
  const row = text.split('\n').find((line) => line.includes('red   The proxy runs before the app'))!;
  expect(row.indexOf('| red   The proxy')).toBeGreaterThan(60);
  await screen.press('\u000e', (shown) => shown.includes('Step 2 of 2: What lasts'));
  expect(asked()).toBe(1);
});

it('on a narrow terminal it stands below the log, over the whole width', async () => {
  open(80);
  const text = await screen.see((shown) => shown.includes('Step 1 of 2'));
  const rows = text.split('\n');
  const at = rows.findIndex((line) => line.startsWith('Step 1 of 2: Who runs first'));
  expect(rows[at - 1]).toBe('─'.repeat(80));
  expect(rows).toHaveLength(30);
});

it('for a room its title has blanks between the letters, and its lines a row between them', async () => {
  open(140, true);
  const text = await screen.see((shown) => shown.includes('S t e p   1   o f   2 :'));
  const rows = text.split('\n');
  const at = rows.findIndex((line) => line.startsWith('red   The proxy runs'));
  expect([rows[at + 1], rows[at + 2]]).toEqual(['', 'Move the proxy']);
});

it('without one the log has the whole width, and the key says that there is none', async () => {
  screen = openScreen(crashLoop(), { size: [140, 30] });
  await screen.press('\u000e', (shown) => shown.includes('no lesson is played here'));
  await screen.press('?', (shown) => shown.includes('Keys'));
  expect(screen.text()).not.toContain('next step');
});
