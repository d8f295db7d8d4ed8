import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { OutriderEvent } from '../../../../src/events/types.ts';
import { sanitize } from '../../../../src/logs/line/sanitize.ts';
import { createLogPane, type LogPane } from '../../../../src/ui/log/log-pane.ts';
import { createPresent } from '../../../../src/ui/log/log-present.ts';
import { initialState, type LogSettings } from '../../../../src/ui/model.ts';
import { createTheme } from '../../../../src/ui/view/theme.ts';

const theme = createTheme({ colors: false, ascii: false });
const containers = [
  { pod: 'web', container: 'app' },
  { pod: 'web', container: 'proxy' },
];
let pane: LogPane;
let seq = 0;

function write(container: 'app' | 'proxy', text: string, ms = 0, attempt = 0): void {
  const time = new Date(Date.parse('2026-01-02T10:00:00Z') + ms).toISOString();
  const event = { type: 'Log', seq: ++seq, project: 'p', pod: 'web', container, attempt, time };
  const log = { ...event, stream: 'stdout', line: text, partial: false } as Extract<
    OutriderEvent,
    { type: 'Log' }
  >;
  pane.push(log, container === 'app' ? 'app' : 'sidecar', 0);
}
function numbered(from: number, to: number): void {
  for (let at = from; at <= to; at++) write('app', `line ${at}`, at);
  pane.drain(1000);
}
function configure(more: Partial<LogSettings> = {}): void {
  const options = { theme, containers, width: 60, origin: 0, offsetMinutes: () => 0 };
  pane.configure({ ...initialState.log, ...more }, options, Date.parse('2026-01-02T10:10:00Z'));
}
const texts = (): readonly string[] => pane.rows().map(({ text }) => plain(text).replace(/^.*\| /, ''));
const cursor = (): string | undefined =>
  pane
    .rows()
    .find(({ isCursor }) => isCursor)
    ?.text.replace(/^.*\| /, '');

const plain = (text = ''): string => sanitize(text, { colors: false });

beforeEach(() => {
  pane = createLogPane();
  pane.resize(60, 5);
  configure();
});

describe('the log', () => {
  it('follows its end', () => {
    numbered(1, 20);
    expect(texts()).toEqual(['line 16', 'line 17', 'line 18', 'line 19', 'line 20']);
  });

  it('is in the order of time even where lines come late', () => {
    write('app', 'second', 20);
    write('proxy', 'first', 10);
    pane.drain(1000);
    expect(texts()).toEqual(['first', 'second']);
  });

  it('stands still while it is paused, counts what comes, and loses nothing', () => {
    numbered(1, 20);
    pane.move({ type: 'by', lines: -1 });
    numbered(21, 30);
    expect(texts()).toEqual(['line 16', 'line 17', 'line 18', 'line 19', 'line 20']);
    expect(pane.status()).toMatchObject({ following: false, newLines: 10 });
    pane.move({ type: 'follow' });
    expect(texts().at(-1)).toBe('line 30');
    expect(pane.status()).toMatchObject({ following: true, newLines: 0 });
  });

  it('moves its cursor through the rows and scrolls at the edge', () => {
    numbered(1, 20);
    for (let at = 0; at < 6; at++) pane.move({ type: 'by', lines: -1 });
    expect(cursor()).toBe('line 14');
    expect(texts()[0]).toBe('line 14');
    pane.move({ type: 'by', lines: 1 });
    expect(cursor()).toBe('line 15');
  });

  it('follows again when the cursor goes below the last line', () => {
    numbered(1, 20);
    pane.move({ type: 'by', lines: -1 });
    pane.move({ type: 'by', lines: 1 });
    pane.move({ type: 'by', lines: 1 });
    expect(pane.status().following).toBe(true);
  });

  it('goes to the first line and back by pages', () => {
    numbered(1, 20);
    pane.move({ type: 'top' });
    expect(cursor()).toBe('line 1');
    pane.move({ type: 'page', rows: 5 });
    expect(cursor()).toBe('line 6');
    pane.move({ type: 'page', rows: 500 });
    expect(pane.status().following).toBe(true);
  });

  it('shows only what the filter lets through, and all again', () => {
    numbered(1, 20);
    configure({ filter: '[05]$' });
    expect(texts()).toEqual(['line 5', 'line 10', 'line 15', 'line 20']);
    configure({ filter: '!line 1' });
    expect(texts()).toEqual(['line 6', 'line 7', 'line 8', 'line 9', 'line 20']);
    configure();
    expect(texts().at(-1)).toBe('line 20');
  });

  it('leaves out muted containers, roles, patterns and levels', () => {
    write('app', 'ERROR a', 1);
    write('proxy', 'b', 2);
    write('app', 'healthz', 3);
    pane.drain(1000);
    configure({ muted: new Set(['web/app']) });
    expect(texts()).toEqual(['b']);
    configure({ mutedRoles: new Set(['sidecar']) });
    expect(texts()).toEqual(['ERROR a', 'healthz']);
    configure({ mutedPatterns: ['health'] });
    expect(texts()).toEqual(['ERROR a', 'b']);
    configure({ level: 'error' });
    expect(texts()).toEqual(['ERROR a']);
  });

  it('shows one instance of a container alone, and all again', () => {
    write('app', 'of the first', 1, 0);
    write('proxy', 'of another', 2, 0);
    write('app', 'of the second', 3, 1);
    pane.drain(1000);
    configure({ instance: { pod: 'web', container: 'app', attempt: 0 } });
    expect(texts()).toEqual(['of the first']);
    configure({ instance: { pod: 'web', container: 'app', attempt: 1 } });
    expect(texts()).toEqual(['of the second']);
    configure();
    expect(texts()).toHaveLength(3);
  });

  it('goes to the line of a row, and stands still there', () => {
    numbered(1, 20);
    pane.move({ type: 'at', row: 1 });
    expect(cursor()).toBe('line 17');
    expect(pane.status().following).toBe(false);
    pane.move({ type: 'at', row: 99 });
    expect(cursor()).toBe('line 17');
  });

  it('finds matches up and down with the lines around them', () => {
    numbered(1, 20);
    configure({ search: 'line [37]$' });
    expect(pane.move({ type: 'previousMatch' })).toBe(true);
    expect(plain(cursor())).toBe('line 7');
    expect(texts().length).toBe(5);
    expect(pane.move({ type: 'previousMatch' })).toBe(true);
    expect(plain(cursor())).toBe('line 3');
    expect(pane.move({ type: 'nextMatch' })).toBe(true);
    expect(plain(cursor())).toBe('line 7');
  });

  it('looks for matches from the cursor on, wherever a person has put it, and past the ends', () => {
    numbered(1, 60);
    configure({ search: 'line [135]0$' });
    pane.move({ type: 'previousMatch' });
    expect(plain(cursor())).toBe('line 50');
    pane.move({ type: 'top' });
    expect(pane.move({ type: 'nextMatch' })).toBe(true);
    expect(plain(cursor())).toBe('line 10');
    expect(pane.move({ type: 'previousMatch' })).toBe('wrapped');
    expect(plain(cursor())).toBe('line 50');
  });

  it('goes from error to error by the levels of the lines, whatever their kind', () => {
    const lines = [
      'INFO no error in sight',
      '10.0.0.2 - - [02/Jan/2026:10:00:01 +0000] "GET / HTTP/1.1" 503 157 "-" "curl"',
      '{"level":"info","msg":"error budget is fine"}',
      '{"level":50,"msg":"no"}',
      'ValueError: bad 1',
      'all is well',
    ];
    for (const [at, text] of lines.entries()) write('app', text, at);
    pane.drain(1000);
    const seen: string[] = [];
    for (let turn = 0; turn < 3; turn++) {
      pane.move({ type: 'previousError' });
      seen.push(plain(cursor()));
    }
    expect(seen.map((text) => text.slice(0, 8))).toEqual([
      'ValueErr',
      expect.stringContaining('no'),
      '503 GET ',
    ]);
    expect(pane.move({ type: 'previousError' })).toBe('wrapped');
  });

  it('hands out the marked lines in their order, else the one at the cursor', () => {
    numbered(1, 20);
    pane.move({ type: 'by', lines: -1 });
    expect(pane.chosen().map(({ line }) => line)).toEqual(['line 19']);
    pane.move({ type: 'mark' });
    pane.move({ type: 'by', lines: -1 });
    pane.move({ type: 'mark' });
    expect(pane.chosen().map(({ line }) => line)).toEqual(['line 18', 'line 19']);
  });

  it('lays out JSON in one row, or shows it as written', () => {
    write('app', '{"level":"warn","msg":"slow","ms":1200}');
    pane.drain(1000);
    expect(texts()).toEqual(['WARN  slow ms=1200']);
    configure({ json: 'asWritten' });
    expect(texts()).toEqual(['{"level":"warn","msg":"slow","ms":1200}']);
  });

  it('wraps long lines when asked, with the text in its column', () => {
    write('app', 'x'.repeat(100));
    pane.drain(1000);
    expect(pane.rows()).toHaveLength(1);
    configure({ wrap: true });
    const rows = pane.rows();
    expect(rows).toHaveLength(2);
    expect(rows[1]!.text).toMatch(/^ {8}x+$/);
    expect(rows.every(({ text }) => text.length <= 60)).toBe(true);
  });
});

describe('a log that is longer than memory is to hold', () => {
  afterEach(() => pane.close());

  it('goes back to its first line, and every line is there to be saved', () => {
    numbered(1, 30_000);
    pane.move({ type: 'top' });
    expect(texts()).toEqual(['line 1', 'line 2', 'line 3', 'line 4', 'line 5']);
    expect(pane.status().dropped).toBe(0);
    const saved = [...pane.shown()].map(({ line }) => line);
    expect([saved.length, saved[0], saved[12_345], saved.at(-1)]).toEqual([
      30_000,
      'line 1',
      'line 12346',
      'line 30000',
    ]);
  });

  it('finds what is in its oldest lines', () => {
    numbered(1, 30_000);
    configure({ search: 'line 17$' });
    expect(pane.move({ type: 'previousMatch' })).toBe(true);
    expect(plain(cursor())).toBe('line 17');
    configure({ filter: 'line 12345' });
    while (pane.isBehind()) pane.work();
    expect(texts()).toEqual(['line 12345']);
  });
});

describe('lines from before the view began', () => {
  afterEach(() => pane.close());

  async function* linesOf(container: string, from: number, to: number) {
    const at = (n: number): string =>
      `2026-01-02T10:00:0${Math.floor(n / 1000)}.${String(n % 1000).padStart(3, '0')}000000Z`;
    for (let n = from; n <= to; n++)
      yield [{ time: at(n), stream: 'stdout' as const, text: `${container} ${n}`, partial: false }];
  }
  const source = (container: string, from: number, to: number) => ({
    source: { pod: 'web', container, role: 'app' as const, attempt: 0 },
    lines: linesOf(container, from, to),
  });

  it('come in front of those it has, in one order, and none twice', async () => {
    write('app', 'app 5', 5);
    pane.drain(1000);
    await pane.readPast([source('app', 1, 7), source('proxy', 2, 2)]);
    write('app', 'app 6', 6);
    write('proxy', 'proxy 2', 2);
    write('proxy', 'proxy 8', 8);
    pane.drain(2000);
    pane.resize(60, 20);
    expect(texts()).toEqual(['app 1', 'app 2', 'proxy 2', 'app 3', 'app 4', 'app 5', 'app 6', 'proxy 8']);
  });

  it('leave the view where it is, and a filter finds what is in them', async () => {
    for (let n = 1; n <= 9; n++) write('app', `app ${2000 + n}`, 2000 + n);
    pane.drain(1000);
    pane.move({ type: 'top' });
    expect(pane.isAtStart()).toBe(true);
    await pane.readPast([source('app', 1, 1500)]);
    expect(texts()[0]).toBe('app 2001');
    expect(pane.isAtStart()).toBe(false);
    configure({ filter: 'app (7|2003)$' });
    while (pane.isBehind()) pane.work();
    pane.move({ type: 'top' });
    expect(texts()).toEqual(['app 7', 'app 2003']);
  });
});

describe('the lines of a request', () => {
  it('are found over all containers, also those that come later, and no longer id is taken for it', () => {
    write('app', 'GET / id=req-1', 1);
    write('proxy', '{req-1} 200', 2);
    write('app', 'GET / id=req-12', 3);
    pane.drain(1000);
    expect(pane.mentioning('req-1').map(({ line }) => line)).toEqual(['GET / id=req-1', '{req-1} 200']);
    write('app', '200 id=req-1', 4);
    pane.drain(2000);
    expect(pane.mentioning('req-1')).toHaveLength(3);
    expect(pane.mentioning('req-12')).toHaveLength(1);
  });
});

describe('what a person puts into the log', () => {
  it('is a row between lines, and lines that are hidden until it wants them back', () => {
    numbered(1, 3);
    pane.move({ type: 'marker', text: '── 10:00:00 ──' });
    expect(texts()).toEqual(['line 1', 'line 2', 'line 3', '── 10:00:00 ──']);
    pane.move({ type: 'clear' });
    expect(texts()).toEqual([]);
    expect(pane.status().cleared).toBe(true);
    numbered(4, 4);
    expect(texts()).toEqual(['line 4']);
    pane.move({ type: 'unclear' });
    expect(texts()).toHaveLength(5);
  });

  it('hides the lines until now from a filter too', () => {
    numbered(1, 3);
    configure({ filter: 'line' });
    pane.move({ type: 'clear' });
    numbered(4, 4);
    expect(texts()).toEqual(['line 4']);
    pane.move({ type: 'unclear' });
    expect(texts()).toHaveLength(4);
  });
});

describe('lines around matches', () => {
  it('are as many as asked for, and only those that nothing else hides', () => {
    numbered(1, 20);
    write('proxy', 'line 9', 9);
    pane.drain(1000);
    configure({ filter: 'line 9$', context: 2, muted: new Set(['web/proxy']) });
    expect(texts()).toEqual(['line 7', 'line 8', 'line 9', 'line 10', 'line 11']);
  });
});

describe('the time since the line before', () => {
  it('is that of the line that is shown before', () => {
    write('app', 'a', 0);
    write('app', 'b', 12);
    write('app', 'c', 1512);
    pane.drain(5000);
    configure({ elapsed: true });
    expect(pane.rows().map(({ text }) => text.slice(0, 9).trim())).toEqual(['', '+12 ms', '+1.50 s']);
    configure({ elapsed: true, filter: '[ac]' });
    while (pane.isBehind()) pane.work();
    expect(pane.rows().map(({ text }) => text.slice(0, 9).trim())).toEqual(['', '+1.51 s']);
  });
});

describe('a filter or a search over many lines', () => {
  /** Each look at the clock takes a millisecond. */
  function slowPane(): void {
    let now = 0;
    pane = createLogPane(() => ++now);
    pane.resize(60, 5);
    configure();
    numbered(1, 200);
    pane.rows();
  }

  it('is done in slices, and what is saved waits for all of them', () => {
    slowPane();
    configure({ filter: '5$' });
    expect(pane.isBehind()).toBe(true);
    let slices = 0;
    for (; pane.isBehind(); slices++) pane.work();
    expect(slices).toBeGreaterThan(5);
    expect(texts()).toEqual(['line 155', 'line 165', 'line 175', 'line 185', 'line 195']);
    expect([...pane.shown()]).toHaveLength(20);
  });

  it('moves the cursor when the match is found', () => {
    slowPane();
    configure({ search: 'line 3$' });
    expect(pane.move({ type: 'previousMatch' })).toBe('later');
    let found = pane.work();
    while (found === 'later') found = pane.work();
    expect(found).toBe(true);
    expect(cursor()).toContain('line 3');
    expect(pane.move({ type: 'nextMatch' })).toBe('later');
  });
});

describe('the colour of a line', () => {
  const colored = createTheme({ colors: true, ascii: false });
  const present = createPresent(initialState.log, {
    theme: colored,
    containers,
    width: 60,
    origin: 0,
    offsetMinutes: () => 0,
  });
  const sgr = (line: string, role: 'app' | 'sidecar' = 'app'): string | undefined =>
    present({ line, role, stream: 'stdout', time: '', pod: 'web', container: 'app' } as never)
      .text.split('\u001b[')[1]
      ?.split('m')[0];
  it.each<[string, string, string | undefined]>([
    ['a word for an error', '[ALERT] (1) : config : unknown keyword', '31'],
    ['a word for a warning', 'WARN disk is nearly full', '33'],
    [
      'an access line with 5xx',
      '10.0.0.2 - - [02/Jan/2026:10:00:01 +0000] "GET / HTTP/1.1" 503 157 "-" "curl"',
      '31',
    ],
    [
      'an access line with 4xx',
      '10.0.0.2 - - [02/Jan/2026:10:00:01 +0000] "GET / HTTP/1.1" 404 157 "-" "curl"',
      '33',
    ],
    ['the line of a stack trace that names the error', 'ValueError: bad 1', '31'],
    ['an info line with the word', 'INFO no error in sight', undefined],
    ['a line without a level', 'all is well', undefined],
    ['a line with colours of its own', '\u001b[32mERROR\u001b[0m', '32'],
  ])('is that of its level: %s', (_, line, color) => {
    expect(sgr(line)).toBe(color);
  });

  it('of a line of a stack trace is that of the line it belongs to', () => {
    const colored_ = createTheme({ colors: true, ascii: false });
    const options = { theme: colored_, containers, width: 60, origin: 0, offsetMinutes: () => 0 };
    pane = createLogPane();
    pane.resize(60, 5);
    pane.configure(initialState.log, options, 0);
    for (const [at, text] of ['TypeError: no', '    at f (a.js:1)', 'all is well', '  indented'].entries())
      write('app', text, at);
    pane.drain(1000);
    expect(pane.rows().map(({ text }) => text.includes('\u001b[31m'))).toEqual([true, true, false, false]);
  });

  it('goes before the dimness of a sidecar', () => {
    expect([sgr('ERROR no', 'sidecar'), sgr('fine', 'sidecar')]).toEqual(['31', '2']);
  });
});
