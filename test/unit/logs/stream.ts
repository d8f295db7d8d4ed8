import { createBatcher, type LineBatch, type LogLine, lineAt } from '../../../src/logs/merge/batch.ts';
import { createLogReader, type LogReaderOptions } from '../../../src/logs/read/lines.ts';
import { instantOf } from '../../../src/logs/time/timestamp.ts';

/** A frame as Docker sends it. */
export function frame(type: number, payload: string | Uint8Array): Buffer {
  const body = Buffer.from(payload as string);
  const header = Buffer.from([type, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(body.length, 4);
  return Buffer.concat([header, body]);
}

/** The engine's time `nanos` after a fixed instant. */
export function at(nanos: number): string {
  const seconds = String(Math.floor(nanos / 1e9) % 60).padStart(2, '0');
  return `2026-01-02T03:04:${seconds}.${String(nanos % 1e9).padStart(9, '0')}Z`;
}

/** Cuts bytes at the given positions, in any order and number. */
export function cutAt(bytes: Buffer, positions: readonly number[]): readonly Buffer[] {
  const places = [...positions.map((position) => position % (bytes.length + 1)), bytes.length].sort(
    (a, b) => a - b,
  );
  return places.map((place, index) => bytes.subarray(index === 0 ? 0 : places[index - 1]!, place));
}

export interface Read {
  readonly lines: readonly LogLine[];
  readonly errors: readonly string[];
}

/** All lines of a stream that arrives in these chunks. */
export function read(
  chunks: readonly Uint8Array[],
  options: Partial<Omit<LogReaderOptions, 'onLine'>> = {},
): Read {
  const { add, take } = createBatcher();
  const errors: string[] = [];
  const reader = createLogReader({
    tty: false,
    onError: (message) => errors.push(message),
    ...options,
    onLine: add,
  });
  for (const chunk of chunks) reader.push(Buffer.from(chunk));
  reader.end();
  return { lines: linesOf(take()), errors };
}

/** Every line of batches as text. */
export function linesOf(batches: readonly LineBatch[]): readonly LogLine[] {
  return batches.flatMap((batch) => Array.from({ length: batch.length }, (_, index) => lineAt(batch, index)));
}

/** One line, as a reader hands it over. */
export function batchOf(text: string | Uint8Array, time: string, partial = false): LineBatch {
  const { add, take } = createBatcher();
  const chunk = Buffer.from(text as string);
  add('stdout', instantOf(time), chunk, 0, chunk.length, partial);
  return take()[0]!;
}
