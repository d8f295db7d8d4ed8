import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';

/** Node.js has zstd from 22.15 on. */
const { createZstdCompress, createZstdDecompress } = zlib as unknown as Partial<
  Record<'createZstdCompress' | 'createZstdDecompress', () => Transform>
>;

/** The better of what this Node.js can do, with the name of the archive. */
export function compression(): { readonly name: string; readonly stream: Transform } {
  return createZstdCompress
    ? { name: 'images.tar.zst', stream: createZstdCompress() }
    : { name: 'images.tar.gz', stream: zlib.createGzip() };
}

/** @throws Failure for an archive that this Node.js cannot read. */
export function decompression(name: string): Transform {
  if (name.endsWith('.gz')) return zlib.createGunzip();
  if (createZstdDecompress) return createZstdDecompress();
  const message = `the images of the bundle are compressed with zstd, and Node.js ${process.versions.node} cannot read that`;
  throw new Failure(exitCodes.failure, message, 'Node.js 22.15 and later can.');
}
