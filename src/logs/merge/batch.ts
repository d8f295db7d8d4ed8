import type { LogStream } from '../../events/types.ts';
import type { OnLine } from '../read/on-line.ts';
import type { Instant } from '../time/instant.ts';
import { type EngineTime, timeOf } from '../time/timestamp.ts';

/**
 * Lines that came together, not decoded: numbers about the bytes that they came in, as objects for a million lines would
 * cost more than all that is done with them. What wants text calls `textAt` or `lineAt`.
 */
export interface LineBatch {
  readonly chunk: Buffer;
  /** Of the chunk. */
  readonly view: DataView;
  readonly length: number;
  /** `fieldsPerLine` for each line, in the order of `field`. */
  readonly fields: Float64Array;
}

/** A line for those who read text. Bytes that are not UTF-8 have become U+FFFD. */
export interface LogLine {
  /** Of the line's last part; empty when the stream carried none. */
  readonly time: EngineTime;
  readonly stream: LogStream;
  readonly text: string;
  /** No newline ended it: it was cut at the size limit and goes on, or the stream ended there. */
  readonly partial: boolean;
}

const fieldsPerLine = 5;
const field = { seconds: 0, nanos: 1, start: 2, end: 3, flags: 4 } as const;
const flag = { stderr: 1, partial: 2 } as const;

/** Where a line begins in the chunk. */
export function startAt({ fields }: LineBatch, index: number): number {
  return fields[index * fieldsPerLine + field.start]!;
}

/** Where a line ends in the chunk, without its newline. */
export function endAt({ fields }: LineBatch, index: number): number {
  return fields[index * fieldsPerLine + field.end]!;
}

export function streamAt({ fields }: LineBatch, index: number): LogStream {
  return (fields[index * fieldsPerLine + field.flags]! & flag.stderr) === 0 ? 'stdout' : 'stderr';
}

export function isPartialAt({ fields }: LineBatch, index: number): boolean {
  return (fields[index * fieldsPerLine + field.flags]! & flag.partial) !== 0;
}

/** The engine's time of a line's last part; `noInstant` when the stream carried none. */
export function instantAt({ fields }: LineBatch, index: number): Instant {
  const at = index * fieldsPerLine;
  return { seconds: fields[at + field.seconds]!, nanos: fields[at + field.nanos]! };
}

/** Whether line `i` of `a` is earlier than line `j` of `b`. */
export function isEarlier(a: LineBatch, i: number, b: LineBatch, j: number): boolean {
  const [inA, inB] = [i * fieldsPerLine, j * fieldsPerLine];
  const difference = a.fields[inA + field.seconds]! - b.fields[inB + field.seconds]!;
  if (difference !== 0) return difference < 0;
  return a.fields[inA + field.nanos]! < b.fields[inB + field.nanos]!;
}

export function textAt(batch: LineBatch, index: number): string {
  return batch.chunk.toString('utf8', startAt(batch, index), endAt(batch, index));
}

export function lineAt(batch: LineBatch, index: number): LogLine {
  return {
    time: timeOf(instantAt(batch, index)),
    stream: streamAt(batch, index),
    text: textAt(batch, index),
    partial: isPartialAt(batch, index),
  };
}

/** Gathers lines into batches, one for lines of the same chunk in a row. */
interface Batcher {
  /** Keeps the chunk, but not the instant. */
  readonly add: OnLine;
  /** All that was added since the last time. */
  readonly take: () => readonly LineBatch[];
}

export function createBatcher(): Batcher {
  let fields = new Float64Array(256 * fieldsPerLine);
  let used = 0;
  let from: Buffer | undefined;
  let batches: LineBatch[] = [];

  function close(): void {
    if (from && used > 0)
      batches.push({
        chunk: from,
        view: new DataView(from.buffer, from.byteOffset, from.byteLength),
        length: used / fieldsPerLine,
        fields: fields.slice(0, used),
      });
    used = 0;
  }

  function grow(): void {
    const larger = new Float64Array(fields.length * 2);
    larger.set(fields);
    fields = larger;
  }

  return {
    add: (stream, { seconds, nanos }, chunk, start, end, partial) => {
      if (chunk !== from) close();
      from = chunk;
      if (used === fields.length) grow();
      fields[used + field.seconds] = seconds;
      fields[used + field.nanos] = nanos;
      fields[used + field.start] = start;
      fields[used + field.end] = end;
      fields[used + field.flags] = (stream === 'stderr' ? flag.stderr : 0) | (partial ? flag.partial : 0);
      used += fieldsPerLine;
    },
    take: () => {
      close();
      from = undefined;
      const taken = batches;
      batches = [];
      return taken;
    },
  };
}
