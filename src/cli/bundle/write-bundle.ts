import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, renameSync, rmSync } from 'node:fs';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';
import { type BundleContents, type BundleEntry, contentsName } from '../../bundle/contents.ts';
import { compression } from './compression.ts';

/** A file of the bundle. */
export interface BundleFile {
  readonly name: string;
  readonly content: Buffer;
}

/**
 * Writes a bundle. It appears under its name once it is whole; what is left of one that could not be finished is removed.
 *
 * @param images as the engine exports them.
 */
export async function writeBundle(
  out: string,
  contents: Omit<BundleContents, 'entries'>,
  files: readonly BundleFile[],
  images: Readable,
): Promise<BundleContents> {
  const [archive, unfinished] = [`${out}.images-${process.pid}`, `${out}.part-${process.pid}`];
  try {
    const packed = await compress(images, archive);
    const entries: readonly BundleEntry[] = [...files.map(entryOf), packed];
    const whole: BundleContents = { ...contents, entries };
    const tar = pack();
    const written = pipeline(tar, createWriteStream(unfinished, { mode: 0o644 }));
    const text = Buffer.from(`${JSON.stringify(whole, undefined, 2)}\n`);
    for (const { name, content } of [{ name: contentsName, content: text }, ...files])
      tar.entry({ name, mode: 0o644 }, content);
    await addFile(tar, packed, archive);
    tar.finalize();
    await written;
    renameSync(unfinished, out);
    return whole;
  } finally {
    for (const file of [archive, unfinished]) rmSync(file, { force: true });
  }
}

function entryOf({ name, content }: BundleFile): BundleEntry {
  return { name, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}

/** A tar archive says how long an entry is before it begins, so the images are compressed into a file first. */
async function compress(images: Readable, file: string): Promise<BundleEntry> {
  const { name, stream } = compression();
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      hash.update(chunk);
      bytes += chunk.length;
      next(undefined, chunk);
    },
  });
  await pipeline(images, stream, counted, createWriteStream(file, { mode: 0o600 }));
  return { name, bytes, sha256: hash.digest('hex') };
}

async function addFile(tar: Pack, { name, bytes }: BundleEntry, file: string): Promise<void> {
  await pipeline(createReadStream(file), tar.entry({ name, size: bytes, mode: 0o644 }));
}
