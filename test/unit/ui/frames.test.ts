import { afterEach, describe, expect, it } from '@jest/globals';
import {
  crashLoop,
  emptyPod,
  type Fixture,
  line,
  misrouted,
  oneRequest,
  probing,
  running,
  sevenPods,
  starting,
  terminating,
  twoPods,
} from './fixtures/runs.ts';
import { openScreen, type Screen } from './screen.ts';

/**
 * Whole screens as a person sees them, in a real terminal emulator. After a change that is meant: `npm run unit -- -u`,
 * and a look at the difference.
 */
const sizes = [
  [80, 24],
  [120, 40],
  [200, 60],
] as const;

let screen: Screen;
afterEach(() => screen.close());

async function show(fixture: Fixture, size: readonly [number, number], last: string): Promise<void> {
  screen = openScreen(fixture, { size });
  await screen.see((text) => text.includes(last) && text.includes('? help'));
}
const golden = (): void => expect(`\n${screen.text()}\n`).toMatchSnapshot();

describe.each(sizes)('at %i columns and %i rows', (...size) => {
  it.each<readonly [string, () => Fixture, string]>([
    ['starting', starting, 'New worker'],
    ['running', () => running(), '/orders/29'],
    ['a crash loop', crashLoop, 'attempt 3'],
    ['terminating', terminating, 'draining 3'],
    ['an empty pod', emptyPod, 'No container runs yet'],
    ['two pods', twoPods, 'order 5 served'],
    ['seven pods of which one crashes', sevenPods, 'prices listens'],
    ['a proxy that does not listen where capture leads', misrouted, 'Connection refused'],
  ])('%s', async (name, fixture, last) => {
    await show(fixture(), size, last);
    if (name === 'a crash loop') await screen.see((text) => text.split('panic:').length === 4);
    golden();
  });

  it('a search', async () => {
    await show(running(), size, '/orders/29');
    await screen.press('#', (text) => text.includes('esc takes it back'));
    await screen.press('reset', (text) => text.includes('#reset'));
    await screen.press('\r', (text) => text.includes('PAUSED'));
    golden();
  });

  it('a request followed over four containers', async () => {
    await show(oneRequest(), size, 'nothing more to do');
    await screen.press('\t');
    await screen.press('k', (text) => text.includes('PAUSED'));
    await screen.press('kkkkkk');
    await screen.press('I', (text) => text.includes('Request req-0002'));
    golden();
    for (const row of screen
      .text()
      .split('\n')
      .filter((text) => text.includes('●') && text.includes('|')))
      expect(row).toContain('req-0002');
  });

  it('a paused log', async () => {
    await show(running(), size, '/orders/29');
    await screen.press('\t');
    await screen.press('kkk', (text) => text.includes('PAUSED'));
    const body = line('app', 'this line came while the log was paused');
    const { seq, time } = running().events.at(-1)!;
    screen.tell({ ...body, seq: seq + 1, time, project: 'shop', pod: 'web' } as never);
    await screen.see((text) => text.includes('PAUSED, 1 new'));
    golden();
  });
});

describe.each(sizes.slice(0, 2))('at %i columns and %i rows', (...size) => {
  it('the timeline', async () => {
    await show(crashLoop(), size, 'New worker');
    await screen.press('2', (text) => text.includes('[2 Timeline]') && text.includes('exit not 0'));
    golden();
  });

  it('the start in the timeline, with what happened at the cursor', async () => {
    await show(crashLoop(), size, 'New worker');
    await screen.press('v', (text) => text.includes('timeline: start'));
    await screen.press('\u001b[D\u001b[D\u001b[D', (text) => text.includes('▴'));
    await screen.press('\u001b[D\u001b[D\u001b[D\u001b[D\u001b[D\u001b[D');
    const moment = size[0] === 80 ? '2.825s' : '3.017s';
    await screen.see((text) => text.includes(`▴ ${moment}`));
    golden();
  });

  it('the events of one kind, repeated results of probes counted in one row', async () => {
    await show(probing(), size, 'listening');
    await screen.press('4', (text) => text.includes('readiness probe succeeded (40 times'));
    await screen.press('/', (text) => text.includes('esc takes it back'));
    await screen.press('probe\r', (text) => text.includes('/probe') && !text.includes('exited 0'));
    golden();
  });

  it('the events', async () => {
    await show(crashLoop(), size, 'New worker');
    await screen.press('4', (text) => text.includes('[4 Events]') && text.includes('exited 2'));
    golden();
  });

  it('the help', async () => {
    await show(running(), size, '/orders/29');
    await screen.press('?', (text) => text.includes('esc closes'));
    golden();
  });

  it('the palette', async () => {
    await show(running(), size, '/orders/29');
    await screen.press(':', (text) => text.includes('enter runs it'));
    await screen.press('re', (text) => text.includes(':re '));
    golden();
  });
});
