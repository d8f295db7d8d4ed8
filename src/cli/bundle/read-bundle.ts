import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { type BundleContents, contentsName, readContents } from '../../bundle/contents.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';

/** A bundle, and what is wrong with it. */
export interface CheckedBundle {
  readonly contents: BundleContents;
  /** A sentence each; none for a bundle that is whole. */
  readonly problems: readonly string[];
}

/** Reads a bundle to its end and compares every entry with what it should be. @throws Failure for what is no bundle. */
export async function checkBundle(file: string): Promise<CheckedBundle> {
  let contents: BundleContents | undefined;
  const seen = new Map<string, string>();
  const problems: string[] = [];
  const read = eachEntry(file, async (name, stream) => {
    if (contents) {
      const hash = createHash('sha256');
      for await (const chunk of stream) hash.update(chunk as Buffer);
      seen.set(name, hash.digest('hex'));
      return;
    }
    contents = name === contentsName ? readContents(await textOf(stream)) : undefined;
    if (!contents) throw noBundle(file);
  });
  await read.catch((error: unknown) => {
    if (error instanceof Failure || !contents)
      throw error instanceof Failure ? error : unreadable(file, error);
    problems.push(`it ends in the middle: ${(error as Error).message}`);
  });
  if (!contents) throw noBundle(file);
  for (const { name, sha256 } of contents.entries) {
    if (!seen.has(name)) problems.push(`${name} is missing`);
    else if (seen.get(name) !== sha256) problems.push(`${name} is not as it was saved`);
  }
  return { contents, problems };
}

/** Gives every entry of a bundle to `take`, one after the other. What `take` has not read is passed over. */
export function eachEntry(
  file: string,
  take: (name: string, stream: Readable) => Promise<void>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const source = createReadStream(file);
    const entries = extract();
    const fail = (error: unknown): void => {
      source.destroy();
      reject(error);
    };
    entries.on('entry', ({ name }, stream, next) => {
      let ended = false;
      stream.on('end', () => {
        ended = true;
      });
      take(name, stream).then(() => {
        if (ended) return next();
        stream.on('end', next);
        stream.resume();
      }, fail);
    });
    entries.on('finish', resolve);
    entries.on('error', fail);
    source.on('error', fail);
    source.pipe(entries);
  });
}

export async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function noBundle(file: string): Failure {
  return new Failure(
    exitCodes.usage,
    `${file} is no bundle that this Outrider can read`,
    '`outrider bundle save FILE… -o lab.tar` makes one.',
  );
}

function unreadable(file: string, error: unknown): Failure {
  return new Failure(exitCodes.usage, `cannot read ${file}: ${(error as Error).message}`);
}
