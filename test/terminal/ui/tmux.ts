import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** A terminal of its own, on a tmux server of its own. */
export interface Terminal {
  readonly keys: (...keys: readonly string[]) => void;
  /** As from a clipboard: marked as pasted where the program asks for that. */
  readonly paste: (text: string) => void;
  readonly screen: () => string;
  /** Waits until the screen shows it. @throws after a minute, with the screen. */
  readonly see: (text: string) => Promise<string>;
  /** As `see`, for a pattern. */
  readonly seeMatch: (pattern: RegExp) => Promise<string>;
  /** Of tmux, e.g. `alternate_on`, `cursor_flag`. */
  readonly flag: (name: string) => string;
  readonly resize: (columns: number, rows: number) => void;
  readonly close: () => void;
}

export function hasTmux(): boolean {
  try {
    execFileSync('tmux', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** @param command is run by a shell, as a person would type it. */
export function openTerminal(name: string, command: string, columns = 80, rows = 24): Terminal {
  const tmux = (...args: readonly string[]): string =>
    execFileSync('tmux', ['-L', name, '-f', '/dev/null', ...args], {
      encoding: 'utf8',
      env: { ...process.env, LANG: 'C.UTF-8', TMUX: '' },
    });
  tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), 'env PS1="$ " sh');
  const screen = (): string => tmux('capture-pane', '-p');
  const until = async (isShown: () => boolean, what: string | RegExp): Promise<string> => {
    const deadline = Date.now() + 60_000;
    while (!isShown()) {
      if (Date.now() > deadline) throw new Error(`the terminal does not show ${what}:\n${screen()}`);
      await sleep(50);
    }
    return screen();
  };
  tmux('send-keys', '-l', command);
  tmux('send-keys', 'Enter');
  return {
    keys: (...keys) => void tmux('send-keys', ...keys),
    paste: (text) => {
      tmux('set-buffer', text);
      tmux('paste-buffer', '-p', '-r');
    },
    screen,
    see: (text) => until(() => screen().includes(text), text),
    seeMatch: (pattern) => until(() => pattern.test(screen()), pattern),
    flag: (flag) => tmux('display-message', '-p', `#{${flag}}`).trim(),
    resize: (wide, high) => void tmux('resize-window', '-x', String(wide), '-y', String(high)),
    close: () => {
      try {
        tmux('kill-server');
      } catch {
        // It is gone already.
      }
    },
  };
}
