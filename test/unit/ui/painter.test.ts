import { beforeEach, describe, expect, it } from '@jest/globals';
import xterm from '@xterm/headless';
import { createPainter, type Painter } from '../../../src/ui/painter.ts';

const size = { width: 10, height: 3 };
let terminal: InstanceType<typeof xterm.Terminal>;
let painter: Painter;
let written: string[];
beforeEach(() => {
  terminal = new xterm.Terminal({ cols: size.width, rows: size.height, allowProposedApi: true });
  written = [];
  painter = createPainter((text) => {
    written.push(text);
    terminal.write(text);
  });
});

/** What the terminal shows once it has taken all that was written. */
async function shown(): Promise<readonly string[]> {
  await new Promise<void>((resolve) => terminal.write('', resolve));
  const { active } = terminal.buffer;
  return Array.from({ length: terminal.rows }, (_, row) => active.getLine(row)!.translateToString(true));
}

describe('frames on a terminal', () => {
  it('cover what other programs have left there', async () => {
    terminal.write('left\r\nbehind\r\nhere');
    painter.paint(['one       ', 'two'], size);
    expect(await shown()).toEqual(['one', 'two', '']);
  });

  it('are written by the rows that differ, and not at all where none does', async () => {
    painter.paint(['first     ', 'second    ', 'third     '], size);
    painter.paint(['first     ', '2nd       ', 'third     '], size);
    expect(await shown()).toEqual(['first', '2nd', 'third']);
    expect(written[1]).toContain('2nd');
    expect(written[1]).not.toMatch(/first|third/);
    painter.paint(['first     ', '2nd       ', 'third     '], size);
    expect(written).toHaveLength(2);
  });

  it('leave the character in the last column of a full row', async () => {
    painter.paint(['0123456789', '\u001b[7m987654321 \u001b[0m', 'x'], size);
    painter.paint(['9876543210', '0123456789', 'x'], size);
    expect(await shown()).toEqual(['9876543210', '0123456789', 'x']);
  });

  it('keep the row below one that the terminal finds too wide', async () => {
    painter.paint(['a         ', 'b         ', 'c         '], size);
    painter.paint(['wider than the terminal', 'b         ', 'c         '], size);
    expect(await shown()).toEqual(['wider thal', 'b', 'c']);
  });

  it('with fewer rows than before leave nothing of them, and with more than there is room for do not scroll', async () => {
    painter.paint(['a', 'b', 'c'], size);
    painter.paint(['a'], size);
    expect(await shown()).toEqual(['a', '', '']);
    painter.paint(['a', 'b', 'c', 'd'], size);
    expect(await shown()).toEqual(['a', 'b', 'c']);
  });

  it('are written whole at another size, and after something else had the screen', async () => {
    painter.paint(['a', 'b', 'c'], size);
    terminal.resize(12, 3);
    terminal.write('\u001b[2J');
    painter.paint(['a', 'b', 'c'], { width: 12, height: 3 });
    expect(await shown()).toEqual(['a', 'b', 'c']);
    terminal.write('\u001b[2J');
    painter.forget();
    painter.paint(['a', 'b', 'c'], { width: 12, height: 3 });
    expect(await shown()).toEqual(['a', 'b', 'c']);
  });

  it('end the colours of a row with the row', async () => {
    painter.paint(['\u001b[41mred       ', 'plain     '], size);
    await shown();
    const cell = (row: number, column: number) => terminal.buffer.active.getLine(row)!.getCell(column)!;
    expect(cell(0, 0).isBgDefault()).toBe(false);
    expect(cell(0, 8).isBgDefault()).toBe(true);
    expect(cell(1, 0).isBgDefault()).toBe(true);
  });
});
