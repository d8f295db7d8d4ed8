import type { Duplex } from 'node:stream';
import { createFrameParser } from '../logs/read/frames.ts';
import { onAbort } from './transport/on-abort.ts';

/** A person's terminal, or what stands in for it. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  /** Whether the program gets a terminal of its own. */
  readonly tty: boolean;
  /** Whether stdin is passed on at all. */
  readonly interactive: boolean;
  readonly size: () => { readonly rows: number; readonly columns: number };
  /** Calls back whenever the size changes; answers how to stop. */
  readonly onResize: (listener: () => void) => () => void;
}

/**
 * Connects the terminal and the program until the program's output ends. Reads no faster than the terminal's reader, so
 * that memory is bounded and the program waits as it would in a pipe.
 * @param resize gets the terminal's size, first and after each change
 */
export function joinTerminal(
  socket: Duplex,
  terminal: Terminal,
  resize: (size: { h: number; w: number }) => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const stopResizing = terminal.tty ? fit(terminal, resize) : () => {};
  const write = writerOf(socket);
  const frames = createFrameParser((stream, chunk, start, end) =>
    write(stream === 'stdout' ? terminal.stdout : terminal.stderr, chunk.subarray(start, end)),
  );
  if (terminal.interactive) terminal.stdin.pipe(socket);
  return new Promise((resolve) => {
    const finish = (): void => {
      stopListening();
      stopResizing();
      terminal.stdin.unpipe(socket);
      socket.destroy();
      resolve();
    };
    const stopListening = onAbort(signal, finish);
    socket.on('data', (chunk: Buffer) => (terminal.tty ? write(terminal.stdout, chunk) : frames.push(chunk)));
    socket.on('end', finish);
    socket.on('close', finish);
    socket.on('error', finish);
  });
}

/** Keeps the program's terminal as large as the person's. Returns how to stop. */
function fit(terminal: Terminal, resize: (size: { h: number; w: number }) => Promise<unknown>): () => void {
  const resizeNow = (): void => {
    const { rows, columns } = terminal.size();
    resize({ h: rows, w: columns }).catch(() => {});
  };
  resizeNow();
  return terminal.onResize(resizeNow);
}

/** Writes to several outputs; the source is paused while one of them is full. */
function writerOf(source: Duplex): (target: NodeJS.WritableStream, bytes: Uint8Array) => void {
  const full = new Set<NodeJS.WritableStream>();
  return (target, bytes) => {
    if (target.write(bytes) || full.has(target)) return;
    full.add(target);
    source.pause();
    const goOn = (): void => {
      target.off('drain', goOn).off('error', goOn);
      full.delete(target);
      if (full.size === 0) source.resume();
    };
    // A reader that went away is no reason to wait.
    target.on('drain', goOn).on('error', goOn);
  };
}
