import { createLogReader, type LogLine, type LogReaderOptions, toLogLine } from '../../../src/logs/lines.ts';

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
  const lines: LogLine[] = [];
  const errors: string[] = [];
  const reader = createLogReader({
    tty: false,
    onError: (message) => errors.push(message),
    ...options,
    onLine: (line) => lines.push(toLogLine(line)),
  });
  for (const chunk of chunks) reader.push(Buffer.from(chunk));
  reader.end();
  return { lines, errors };
}
