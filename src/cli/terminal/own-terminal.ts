import type { Terminal } from '../../docker/terminal.ts';

/**
 * This process's own terminal, handed to a program in a container while `work` runs: raw, so that Ctrl-C is the
 * program's, and as it was afterwards, whatever happens.
 */
export async function withTerminal<T>(
  wishes: { readonly tty: boolean; readonly interactive: boolean },
  work: (terminal: Terminal) => Promise<T>,
): Promise<T> {
  const { stdin, stdout, stderr } = process;
  const tty = wishes.tty && stdin.isTTY === true && stdout.isTTY === true;
  const terminal: Terminal = {
    stdin,
    stdout,
    stderr,
    tty,
    interactive: wishes.interactive,
    size: () => ({ rows: stdout.rows ?? 24, columns: stdout.columns ?? 80 }),
    onResize: (listener) => {
      stdout.on('resize', listener);
      return () => stdout.off('resize', listener);
    },
  };
  if (tty) stdin.setRawMode(true);
  try {
    return await work(terminal);
  } finally {
    if (tty) stdin.setRawMode(false);
    stdin.pause();
    stdin.unref?.();
  }
}
