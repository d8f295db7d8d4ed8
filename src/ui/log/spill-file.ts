import { closeSync, existsSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Spill } from '../../logs/keep/deep-ring.ts';

/** A disk shall not be filled by looking at a log. */
const mostBytes = 4 * 1024 ** 3;

/**
 * A file that nobody else can open, and that is gone when the process is, however it ends. It is made when it is needed.
 *
 * @param folder where it is made.
 */
export function createSpillFile(
  folder = spillFolder(process.env, process.platform),
): Spill & { readonly close: () => void } {
  let file: number | undefined;
  let end = 0;
  return {
    append: (bytes) => {
      if (end + bytes.length > mostBytes) throw new Error('the log is too long for the temporary file');
      file ??= openNameless(folder);
      const at = end;
      for (let written = 0; written < bytes.length; )
        written += writeSync(file, bytes, written, bytes.length - written, at + written);
      end = at + bytes.length;
      return at;
    },
    read: (at, length) => {
      const bytes = Buffer.allocUnsafe(length);
      for (let done = 0; done < length; ) {
        const got = readSync(file!, bytes, done, length - done, at + done);
        if (got === 0) throw new Error('the temporary file of the log is shorter than it was');
        done += got;
      }
      return bytes;
    },
    close: () => {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

/** `/tmp` is memory on many systems, `/var/tmp` is a disk (Filesystem Hierarchy Standard 5.15). `TMPDIR` goes before both. */
export function spillFolder(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string {
  return env['TMPDIR'] || platform !== 'linux' || !existsSync('/var/tmp') ? tmpdir() : '/var/tmp';
}

/** Its name is taken away at once; an open file needs none. */
function openNameless(parent: string): number {
  const folder = mkdtempSync(join(parent, 'outrider-log-'));
  try {
    return openSync(join(folder, 'lines'), 'wx+', 0o600);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
