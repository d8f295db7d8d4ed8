import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { build } from 'esbuild';
import { hasTmux, openTerminal, type Terminal } from './tmux.ts';

/** The UI in a real terminal: what the emulator of the unit tests cannot show, above all what is left behind. */
const inTerminal = hasTmux() ? describe : describe.skip;
if (!hasTmux()) process.stderr.write('skipped: tmux is not installed\n');
jest.setTimeout(180_000);

let folder: string;
let terminal: Terminal;

beforeAll(async () => {
  folder = mkdtempSync(join(process.cwd(), 'node_modules', '.terminal-'));
  await build({
    entryPoints: ['test/terminal/ui/program.ts'],
    outfile: join(folder, 'program.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    alias: { 'react-devtools-core': './scripts/empty.mjs' },
    banner: { js: "import { createRequire as cr } from 'node:module'; const require = cr(import.meta.url);" },
    logLevel: 'error',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => terminal.close());

const open = (name: string, argument = ''): void => {
  terminal = openTerminal(
    `outrider-${name}-${process.pid}`,
    `node ${join(folder, 'program.mjs')} ${argument}; echo "exit $?"`,
  );
};

/** Main screen, cursor shown, what was there before still there, and a line that is typed is echoed. */
async function expectTerminalAsBefore(): Promise<void> {
  expect(terminal.flag('alternate_on')).toBe('0');
  expect(terminal.flag('cursor_flag')).toBe('1');
  expect(terminal.flag('mouse_any_flag')).toBe('0');
  expect(terminal.screen()).toContain('before');
  expect(terminal.screen()).not.toContain('outrider shop');
  terminal.keys('echo again', 'Enter');
  await terminal.see('$ echo again\nagain');
}

inTerminal('in a real terminal', () => {
  it('takes keys, survives a resize, stops in order on the first ctrl-c and ends on the second', async () => {
    open('keys');
    await terminal.see('/orders/29');
    expect(terminal.flag('alternate_on')).toBe('1');
    expect(terminal.flag('mouse_any_flag')).toBe('1');
    terminal.keys('2');
    await terminal.see('[2 Timeline]');
    terminal.keys('-l', '\u001b[<0;3;8M');
    await terminal.see('[1 Logs]');
    terminal.keys('2');
    terminal.resize(100, 30);
    await terminal.see('exit not 0');
    terminal.keys('1');
    terminal.keys('/');
    terminal.keys('-l', 'ERROR');
    await terminal.see('/ERROR');
    terminal.keys('Enter');
    terminal.keys('C-c');
    await terminal.see('stopping (SIGTERM)');
    terminal.keys('C-c');
    await terminal.see('exit 0');
    expect(terminal.screen()).toContain('after');
    await expectTerminalAsBefore();
  });

  it('shows the first of 240 000 lines, finds what is in the oldest ones, and saves all of them', async () => {
    open('many', '240000');
    await terminal.see('line 240000 of many');
    terminal.keys('g');
    await terminal.see('applying 0007_orders.sql');
    terminal.keys('C-s');
    await terminal.see('to saved.log');
    const saved = readFileSync(join(folder, 'saved.log'), 'utf8').split('\n');
    const numbers = saved.flatMap((text) => /line (\d+) of many/.exec(text)?.[1] ?? []).map(Number);
    expect([numbers.length, numbers[0], numbers.at(-1)]).toEqual([240_000, 1, 240_000]);
    expect(new Set(numbers).size).toBe(240_000);
    terminal.keys('/');
    terminal.keys('-l', 'line 1?23 of');
    terminal.keys('Enter');
    await terminal.see('line 123 of many');
    expect(terminal.screen()).toContain('line 23 of many');
  });

  it('takes pasted text for no keys outside of a prompt, and as one line within', async () => {
    open('paste');
    await terminal.see('/orders/29');
    terminal.paste('K2 quit rSR\nyy\rq GET /cart 200\n');
    await terminal.see('pasted');
    expect(terminal.screen()).toContain('[1 Logs]');
    expect(terminal.screen()).not.toMatch(/\by yes\b|stopping/);
    terminal.keys('/');
    terminal.paste('orders\nof q\n');
    await terminal.see('/orders of q');
    expect(terminal.flag('alternate_on')).toBe('1');
    terminal.keys('Escape', 'C-c');
    await terminal.see('stopping (SIGTERM)');
  });

  it('gives the terminal back to the shell on ctrl-z, and takes it again on fg', async () => {
    open('suspended');
    await terminal.see('/orders/29');
    terminal.keys('C-z');
    await terminal.see('suspended here');
    await terminal.see('Stopped');
    expect(terminal.flag('alternate_on')).toBe('0');
    expect(terminal.flag('mouse_any_flag')).toBe('0');
    expect(terminal.flag('cursor_flag')).toBe('1');
    terminal.keys('-l', 'echo typed');
    terminal.keys('Enter');
    await terminal.see('\ntyped');
    terminal.keys('-l', 'fg');
    terminal.keys('Enter');
    await terminal.see('/orders/29');
    expect(terminal.flag('alternate_on')).toBe('1');
    terminal.keys('2');
    await terminal.see('[2 Timeline]');
    terminal.keys('C-c', 'C-c');
    // What is typed while the program still ends is lost with its terminal mode: the shell has to be back.
    await terminal.seeMatch(/\nafter\n\$\s*$/);
    terminal.keys('-l', 'echo over');
    terminal.keys('Enter');
    await terminal.see('\nover');
    expect(terminal.flag('alternate_on')).toBe('0');
  });

  it.each(['SIGTERM', 'SIGHUP'])('leaves the terminal as it was when it is ended by %s', async (signal) => {
    open(signal.toLowerCase());
    await terminal.see('/orders/29');
    process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), signal);
    await terminal.see('exit 1');
    await expectTerminalAsBefore();
  });

  it('leaves the terminal as it was when the program crashes, and the error stands there', async () => {
    open('crash', 'crash');
    await terminal.see('/orders/29');
    await terminal.see('exit 1');
    expect(terminal.screen()).toContain('something that nobody thought of');
    expect(terminal.flag('alternate_on')).toBe('0');
    expect(terminal.flag('cursor_flag')).toBe('1');
    expect(terminal.flag('mouse_any_flag')).toBe('0');
  });
});
