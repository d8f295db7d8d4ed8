import { afterEach, describe, expect, it } from '@jest/globals';
import { createKeymap } from '../../../../src/ui/input/keymap.ts';
import { splitInput } from '../../../../src/ui/input/mouse.ts';
import { wantsMouse } from '../../../../src/ui/input/mouse-terminal.ts';
import { initialState, type UiState, type World } from '../../../../src/ui/model.ts';
import { updateByKey } from '../../../../src/ui/update/update.ts';
import { type Places, updateByMouse } from '../../../../src/ui/update/update-mouse.ts';
import { running } from '../fixtures/runs.ts';
import { openScreen, type Screen } from '../screen.ts';

const esc = '\u001b';

it.each([
  ['[<0;5;7M', { type: 'press', row: 6, column: 4 }],
  ['[<64;1;1M', { type: 'wheelUp', row: 0, column: 0 }],
  ['[<65;120;40M', { type: 'wheelDown', row: 39, column: 119 }],
  ['[<69;1;1M', { type: 'wheelDown', row: 0, column: 0 }],
  ['[<0;5;7m', undefined],
  ['[<2;5;7M', undefined],
  ['[<35;5;7M', undefined],
  ['[<66;5;7M', undefined],
] as const)('%j is taken out of the keys', (report, wanted) => {
  const events = wanted ? [wanted] : [];
  expect(splitInput(`a${esc}${report}${esc}[A`)).toEqual({ events, keys: `a${esc}[A`, pending: '' });
});

it.each(['[A', '<', '[<0;5M', 'O'])('%j is none of the mouse', (text) => {
  expect(splitInput(esc + text)).toEqual({ events: [], keys: esc + text, pending: '' });
});

it('a report that is cut waits for its end, a lone escape does not', () => {
  expect(splitInput(`j${esc}[<0;1`)).toEqual({ events: [], keys: 'j', pending: `${esc}[<0;1` });
  expect(splitInput(esc)).toEqual({ events: [], keys: esc, pending: '' });
});

it('the mouse is taken unless somebody says no', () => {
  expect([{}, { OUTRIDER_MOUSE: '1' }, { OUTRIDER_MOUSE: '0' }].map(wantsMouse)).toEqual([true, true, false]);
});

const app = { pod: 'web', container: 'app' };
const proxy = { pod: 'web', container: 'proxy' };
const world: World = {
  containers: [
    { ...proxy, role: 'sidecar', captured: true, attempt: 0 },
    { ...app, role: 'app', captured: true, attempt: 0 },
  ],
  listed: [proxy, app],
  now: 1000,
  page: 10,
  leaveAtOnce: false,
  readOnly: false,
  addressOf: (pod) => (pod === 'web' ? '10.89.0.2' : undefined),
  replay: false,
  timeline: () => ({ whole: { from: 0, to: 60_000 }, shown: { from: 0, to: 60_000 }, columns: 60 }),
};
/** The title, a head, the pod, two containers, the tabs, ten rows of the view, the footer. */
const places: Places = {
  titleRows: 1,
  list: [
    { is: 'head' },
    { is: 'pod', pod: 'web', isFolded: false },
    { is: 'container', of: proxy },
    { is: 'container', of: app },
  ],
  tabAt: (column) => (column < 8 ? 'logs' : column < 20 ? 'events' : undefined),
  bodyRows: 10,
};
const state: UiState = { ...initialState, selected: proxy };
const at = (type: 'press' | 'wheelUp' | 'wheelDown', row: number, column = 1, from: UiState = state) =>
  updateByMouse(from, { type, row, column }, places, world);

describe('a click', () => {
  it('selects the container of its row', () => {
    expect(at('press', 4).state).toMatchObject({ selected: app, focus: 'containers' });
    for (const row of [0, 1, 2, 5, 6, 15, 16, 99]) expect(at('press', row).state.selected).toEqual(proxy);
  });

  it('on a pod folds it to one row or opens it, and on the heading sorts', () => {
    const folded = at('press', 2).state;
    expect(folded.list.folds).toEqual(new Map([['web', 'folded']]));
    const places_: Places = { ...places, list: [{ is: 'head' }, { is: 'pod', pod: 'web', isFolded: true }] };
    const press = { type: 'press', row: 2, column: 1 } as const;
    expect(updateByMouse(state, press, places_, world).state.list.folds).toEqual(new Map([['web', 'open']]));
    expect(at('press', 1).state.list.sort).toBe('trouble');
  });

  it('on the row that counts the rest selects the first of them', () => {
    const list = [{ is: 'head' }, { is: 'more', first: app }] as const;
    const press = { type: 'press', row: 2, column: 1 } as const;
    expect(updateByMouse(state, press, { ...places, list }, world).state.selected).toEqual(app);
  });

  it('on a tab shows that view', () => {
    expect(at('press', 5, 10).state.view).toBe('events');
    expect(at('press', 5, 30).state.view).toBe('logs');
  });

  it('in the log goes to that line, elsewhere nowhere', () => {
    expect(at('press', 8).effects).toEqual([{ type: 'log', move: { type: 'at', row: 2 } }]);
    expect(at('press', 16).effects).toEqual([]);
    expect(at('press', 8, 1, { ...state, view: 'events' }).effects).toEqual([]);
  });

  it('answers no question and closes nothing', () => {
    const asked = { ...state, confirm: { question: '?', action: { type: 'kill' } as const } };
    expect(at('press', 4, 1, asked).state).toBe(asked);
    const help = { ...state, overlay: { type: 'help', scroll: 0 } as const };
    expect(at('press', 4, 1, help).state).toBe(help);
  });
});

describe('the wheel', () => {
  it('moves the selection over the list, and the view everywhere else', () => {
    expect(at('wheelDown', 3).state.selected).toEqual(app);
    expect(at('wheelUp', 3).state.selected).toEqual(proxy);
    expect(at('wheelUp', 9).effects).toEqual([{ type: 'log', move: { type: 'page', rows: -3 } }]);
    const traffic = { ...state, view: 'traffic' } as const;
    expect(at('wheelDown', 9, 1, traffic).state.scroll.traffic).toBe(3);
    const events = { ...state, view: 'events' } as const;
    expect(at('wheelUp', 9, 1, events).state.scroll.events).toBe(3);
  });

  it('scrolls what lies over the view', () => {
    const help = { ...state, overlay: { type: 'help', scroll: 2 } as const };
    expect(at('wheelDown', 3, 1, help).state.overlay?.scroll).toBe(5);
    expect(at('wheelUp', 3, 1, help).state.overlay?.scroll).toBe(0);
  });
});

it('a key gives the mouse back to the terminal, and takes it again', () => {
  const { keymap } = createKeymap();
  const first = updateByKey(state, 'M', world, keymap);
  expect(first.effects).toEqual([{ type: 'mouse', on: false }]);
  expect(updateByKey(first.state, 'M', world, keymap).effects).toEqual([{ type: 'mouse', on: true }]);
});

describe('on a screen', () => {
  let screen: Screen;
  afterEach(() => screen.close());
  const rowOf = (text: string): number => screen.tty.lines().findIndex((line) => line.includes(text)) + 1;
  const modes = (): string =>
    screen.tty.raw
      .split(`${esc}[?1000`)
      .slice(1)
      .map(([end]) => end)
      .join('');

  it('clicks and the wheel do what they point at', async () => {
    screen = openScreen(running());
    await screen.see((text) => text.includes('GET /orders/'));
    screen.keyboard.press(`${esc}[<0;14;${rowOf('[1 Logs]')}M`);
    await screen.see((text) => text.includes('[2 Timeline]'));
    screen.keyboard.press(`${esc}[<0;3;${rowOf('[2 Timeline]')}M${esc}[<0;3;${rowOf('[2 Timeline]')}m`);
    await screen.see((text) => text.includes('[1 Logs]'));
    screen.keyboard.press(`${esc}[<64;14;${rowOf('GET /orders/')}M`);
    await screen.see((text) => text.includes('PAUSED'));
  });

  it('the terminal has its mouse back when it is not wanted, and in the end', async () => {
    screen = openScreen(running());
    await screen.see((text) => text.includes('GET /orders/'));
    expect(modes()).toBe('h');
    await screen.press('M', (text) => text.includes('own selection'));
    expect(modes()).toBe('hl');
    await screen.press('M', (text) => text.includes('wheel and clicks'));
    await screen.close();
    expect(modes()).toBe('hlhl');
  });

  it('nothing is asked of the terminal where the mouse is not wanted', async () => {
    screen = openScreen(running(), { options: { mouse: false } });
    await screen.see((text) => text.includes('GET /orders/'));
    await screen.close();
    expect(modes()).toBe('');
  });
});
