import { exitCodes } from '../exit-codes.ts';
import { stdout } from './sink.ts';

let listener: ((reason: string) => void) | undefined;

/**
 * Watches for readers that go away. `outrider … | head` ends a command that only reads: its reader has what it wanted. A
 * command that runs pods is told instead (`onOutputClosed`), because it has something to stop first. Words on stderr
 * that nobody can read are left out.
 */
export function watchOutputs(): void {
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    const isFirst = !stdout().dropped();
    stdout().drop();
    if (!isFirst) return;
    if (listener) return listener(reasonOf(error));
    if (error.code !== 'EPIPE') process.stderr.write(`outrider: ${reasonOf(error)}\n`);
    process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.failure);
  });
}

/** Calls back once, with a reason in words, when standard output cannot be written any more. Returns how to stop. */
export function onOutputClosed(callback: (reason: string) => void): () => void {
  listener = callback;
  return () => {
    if (listener === callback) listener = undefined;
  };
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  return code === 'EPIPE' ? 'the reader of the output is gone' : `the output cannot be written: ${message}`;
}
