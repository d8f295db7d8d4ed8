import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { constants, createGzip, gunzipSync } from 'node:zlib';
import { decodeRecording, encodeEvent, encodeHeader } from '../events/recording.ts';
import type { OutriderEvent } from '../events/types.ts';
import type { EventSource } from '../supervisor/journal.ts';
import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';
import { version } from './version.ts';

/** How often what is recorded reaches the file, so that a crash costs little. */
const flushMs = 1000;

/** Writes every event, compressed, as it comes. Answers how to finish the file. */
export function recordTo(path: string, events: EventSource): () => Promise<void> {
  const gzip = createGzip();
  const file = createWriteStream(path);
  const broken = new Promise<never>((_resolve, reject) => file.on('error', reject));
  broken.catch(() => {});
  gzip.pipe(file);
  gzip.write(encodeHeader({ recorded: new Date().toISOString(), program: `outrider ${version}` }));
  const stop = events.subscribe((event) => void gzip.write(encodeEvent(event)), { replay: true });
  const timer = setInterval(() => gzip.flush(constants.Z_SYNC_FLUSH), flushMs);
  return async () => {
    clearInterval(timer);
    stop();
    gzip.end();
    await Promise.race([once(file, 'close'), broken]);
  };
}

/** @throws Failure when it is no recording that this program can read. */
export function readRecording(path: string): readonly OutriderEvent[] {
  const result = decodeRecording(textOf(path));
  if (!result.ok) throw new Failure(exitCodes.usage, `${path}: ${result.message}`, result.hint);
  if (result.truncated) process.stderr.write(`outrider: ${path}: the last line is cut off and left out\n`);
  return result.events;
}

function textOf(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path === '-' ? 0 : path);
  } catch (error) {
    throw new Failure(exitCodes.usage, `cannot read ${path}: ${(error as Error).message}`);
  }
  const compressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!compressed) return bytes.toString('utf8');
  // A recorder that was killed leaves a file without an end: what is there is good.
  return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }).toString('utf8');
}
