import { once } from 'node:events';
import { closeSync, createWriteStream, existsSync, openSync, rmSync } from 'node:fs';
import { Writable } from 'node:stream';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';

/** Where the packets go. */
export interface Target {
  readonly stream: Writable;
  /** For a person, as in `to web.pcapng`; empty for standard output. */
  readonly place: string;
  /** Waits until everything is written. */
  finish(): Promise<void>;
}

/** The packets go to the reader of this process. */
export const standardOutput: Target = { stream: process.stdout, place: '', finish: async () => {} };

/**
 * A file, which is opened when the first block comes: an earlier recording stays until tcpdump has taken the filter.
 *
 * @throws Failure when it cannot be written.
 */
export function fileTarget(path: string): Target {
  const isNew = !existsSync(path);
  try {
    closeSync(openSync(path, 'a'));
  } catch (error) {
    throw new Failure(exitCodes.usage, `${path} cannot be written: ${(error as Error).message}`);
  }
  if (isNew) rmSync(path);
  const stream = lazily(() => createWriteStream(path));
  return { stream, place: `to ${path}`, finish: () => new Promise((resolve) => stream.end(resolve)) };
}

/** A stream that is opened when the first bytes come. */
function lazily(open: () => Writable): Writable {
  let target: Writable | undefined;
  return new Writable({
    write(chunk, encoding, done) {
      target ??= open().on('error', (error) => this.destroy(error));
      target.write(chunk, encoding, done);
    },
    final(done) {
      if (target) target.end(done);
      else done();
    },
  });
}

/** @throws Failure when Wireshark is not installed. */
export async function wireshark(): Promise<Target> {
  const { spawn } = await import('node:child_process');
  const child = spawn('wireshark', ['-k', '-i', '-'], { stdio: ['pipe', 'ignore', 'ignore'] });
  await once(child, 'spawn').catch(() => {
    throw new Failure(exitCodes.failure, 'Wireshark is not installed', 'Write a file instead: -o FILE.');
  });
  return {
    stream: child.stdin,
    place: 'for Wireshark',
    finish: () => new Promise((resolve) => child.stdin.end(resolve)),
  };
}
