import { withoutAnswers } from './background.ts';
import { type MouseEvent, splitInput } from './mouse.ts';

const on = '\u001b[?1000h\u001b[?1006h';
const off = '\u001b[?1006l\u001b[?1000l';

/** Whether the terminal reports its mouse. */
interface MouseMode {
  readonly set: (isOn: boolean) => void;
  /** Runs with the mouse left to whoever has the terminal meanwhile. */
  readonly away: (callback: () => Promise<void>) => Promise<void>;
}

export function createMouseMode(stdout: NodeJS.WriteStream): MouseMode {
  let isOn = false;
  const set = (wanted: boolean): void => {
    if (wanted !== isOn) stdout.write(wanted ? on : off);
    isOn = wanted;
  };
  return {
    set,
    away: async (callback) => {
      const was = isOn;
      set(false);
      try {
        await callback();
      } finally {
        set(was);
      }
    },
  };
}

/** `OUTRIDER_MOUSE=0` leaves the mouse to the terminal. */
export function wantsMouse(env: Readonly<Record<string, string | undefined>>): boolean {
  return env['OUTRIDER_MOUSE'] !== '0';
}

/** The same terminal, its mouse and its late answers taken out of what it sends: Ink knows its reports only to drop them. */
export function withoutMouse(
  stdin: NodeJS.ReadStream,
  onMouse: (event: MouseEvent) => void,
): NodeJS.ReadStream {
  let pending = '';
  const read = (): string | null => {
    for (;;) {
      const text = stdin.read() as string | null;
      if (text === null) return null;
      const input = splitInput(pending + text);
      pending = input.pending;
      for (const event of input.events) onMouse(event);
      const keys = withoutAnswers(input.keys);
      if (keys !== '') return keys;
    }
  };
  return new Proxy(stdin, {
    get: (target, name) => {
      if (name === 'read') return read;
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
