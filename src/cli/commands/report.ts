import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { pageAssets } from '../../page/document/assets.ts';
import { batchesOf } from '../../page/document/batches.ts';
import { documentChunk, documentEnd, documentHead } from '../../page/document/document.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { readRecording } from '../files/read-recording.ts';

interface ReportOptions {
  readonly output?: string;
  readonly title?: string;
}

const compress = promisify(gzip);

/** `outrider report RECORDING`: one document with all of a recording, for a browser. */
export async function report(recording: string, options: ReportOptions): Promise<number> {
  const name = basename(recording === '-' ? 'recording' : recording).replace(
    /(\.(rec|jsonl?))?(\.gz)?$/i,
    '',
  );
  const path = options.output ?? `${name}.html`;
  const document = Readable.from(documentOf(recording, options.title ?? name));
  if (path === '-') await pipeline(document, process.stdout, { end: false });
  else await writeWhole(path, document);
  return exitCodes.ok;
}

async function* documentOf(recording: string, title: string): AsyncGenerator<string> {
  yield documentHead({ mode: 'report', title, ...(await pageAssets()) });
  for await (const batch of batchesOf(readRecording(recording))) {
    const bytes = await compress(JSON.stringify(batch));
    yield documentChunk(bytes.toString('base64'));
  }
  yield documentEnd;
}

/** For the user alone, as it has all logs. A recording that cannot be read leaves the file as it was. */
async function writeWhole(path: string, document: Readable): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  try {
    await pipeline(document, createWriteStream(part, { mode: 0o600 }));
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof Failure) throw error;
    throw new Failure(exitCodes.failure, `${path} cannot be written: ${(error as Error).message}`);
  }
  process.stderr.write(`outrider: wrote ${path}; open it in a browser\n`);
}
