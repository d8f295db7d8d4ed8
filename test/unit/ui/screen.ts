import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import xterm from '@xterm/headless';
import type { OutriderEvent } from '../../../src/events/types.ts';
import type { UiPorts } from '../../../src/ui/ports.ts';
import { startUi, type UiOptions } from '../../../src/ui/start.tsx';
import type { Fixture } from './fixtures/runs.ts';

/** A terminal that nobody looks at: what is written to it can be read as its screen. */
class Tty extends Writable {
  readonly isTTY = true;
  columns: number;
  rows: number;
  readonly terminal: InstanceType<typeof xterm.Terminal>;
  /** Everything that was written. */
  raw = '';

  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
    this.terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
  }

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.raw += chunk.toString();
    this.terminal.write(chunk, done);
  }

  resize(columns: number, rows: number): void {
    [this.columns, this.rows] = [columns, rows];
    this.terminal.resize(columns, rows);
    this.emit('resize');
  }

  lines(): readonly string[] {
    const { active } = this.terminal.buffer;
    return Array.from(
      { length: this.rows },
      (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
    );
  }
}

class Keyboard extends EventEmitter {
  readonly isTTY = true;
  isRaw = false;
  readonly #queue: string[] = [];

  setEncoding(): void {}
  setRawMode(raw: boolean): void {
    this.isRaw = raw;
  }
  resume(): void {}
  pause(): void {}
  ref(): void {}
  unref(): void {}

  read(): string | null {
    return this.#queue.shift() ?? null;
  }

  press(text: string): void {
    this.#queue.push(text);
    this.emit('readable');
  }
}

/** The UI on a terminal of that size, with events already told. */
export interface Screen {
  readonly tty: Tty;
  readonly keyboard: Keyboard;
  readonly acted: Parameters<UiPorts['act']>[0][];
  readonly tell: (...events: readonly OutriderEvent[]) => void;
  /** Types, then waits until the screen shows what `until` looks for. */
  readonly press: (keys: string, until?: (text: string) => boolean) => Promise<void>;
  readonly see: (until: (text: string) => boolean) => Promise<string>;
  readonly text: () => string;
  readonly ended: Promise<void>;
  readonly close: () => Promise<void>;
}

export interface ScreenOptions {
  readonly size?: readonly [columns: number, rows: number];
  readonly colors?: boolean;
  readonly ports?: Partial<UiPorts>;
  readonly options?: Partial<UiOptions>;
}

export function openScreen(
  fixture: Fixture,
  { size = [80, 24], colors = false, ports, options }: ScreenOptions = {},
): Screen {
  const tty = new Tty(size[0], size[1]);
  const keyboard = new Keyboard();
  const acted: Screen['acted'] = [];
  const listeners = new Set<(event: OutriderEvent) => void>();
  const end = new AbortController();
  const ended = startUi(
    {
      subscribe: (listener) => {
        for (const event of fixture.events) listener(event);
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      act: async (action) => {
        acted.push(action);
        return {};
      },
      ...ports,
    },
    {
      stdin: keyboard as never,
      stdout: tty as never,
      colors,
      now: () => fixture.now,
      offsetMinutes: () => 60,
      signal: end.signal,
      ...options,
    },
  );
  const text = (): string => tty.lines().join('\n');
  const see = async (until: (shown: string) => boolean): Promise<string> => {
    const deadline = Date.now() + 30_000;
    while (!until(text())) {
      if (Date.now() > deadline) throw new Error(`the screen does not show it:\n${text()}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return text();
  };
  return {
    tty,
    keyboard,
    acted,
    tell: (...events) => {
      for (const event of events) for (const listener of listeners) listener(event);
    },
    press: async (keys, until) => {
      keyboard.press(keys);
      if (until) await see(until);
    },
    see,
    text,
    ended,
    close: async () => {
      end.abort();
      await ended;
    },
  };
}
