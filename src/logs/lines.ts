import type { LogStream } from '../events/types.ts';
import { createFrameParser, type FrameStream } from './frames.ts';
import { createRawParser } from './raw.ts';
import { type EngineTime, timestampAt, timestampEnd } from './timestamp.ts';

/**
 * One line, not decoded: `chunk` from `start` to `end`, without its newline. Output that wants bytes never decodes;
 * everything else calls `textOf`.
 */
export interface ByteLine {
  /**
   * The engine's time of the line's last part; empty when the stream carried none. Resuming behind it neither loses nor
   * repeats a line.
   */
  readonly time: EngineTime;
  readonly stream: LogStream;
  readonly chunk: Buffer;
  readonly start: number;
  readonly end: number;
  /** No newline ended it: it was cut at the size limit and goes on, or the stream ended there. */
  readonly partial: boolean;
}

/** A line for those who read text. Bytes that are not UTF-8 have become U+FFFD. */
export interface LogLine {
  readonly time: EngineTime;
  readonly stream: LogStream;
  readonly text: string;
  readonly partial: boolean;
}

export interface LogReaderOptions {
  /** `Config.Tty` of the container: no frames then, and CRLF at the end of lines. */
  readonly tty: boolean;
  /** Whether the stream was asked for with `timestamps=1`; default true. */
  readonly timestamps?: boolean;
  /** A longer line is handed over in parts of this size; default 256 KiB. */
  readonly maxLineBytes?: number;
  readonly onLine: (line: ByteLine) => void;
  /** The engine's own error about this stream, e.g. a log file that it cannot read. */
  readonly onError?: (message: string) => void;
}

export interface LogReader {
  /** A part of the response body, cut anywhere. It must not be written to afterwards. */
  readonly push: (chunk: Buffer) => void;
  /** The stream is over: lines without a newline are handed over as partial. */
  readonly end: () => void;
  /**
   * When the earliest unfinished line began, parts that were handed over included; undefined when none is. After a break
   * the stream must be read again from there.
   */
  readonly unfinishedSince: () => EngineTime | undefined;
}

const defaultMaxLineBytes = 256 * 1024;

/** Bytes of one container's log stream → its lines. Stdout and stderr are put together apart from each other. */
export function createLogReader(options: LogReaderOptions): LogReader {
  const timestamps = options.timestamps ?? true;
  const maxLineBytes = Math.max(4, options.maxLineBytes ?? defaultMaxLineBytes);
  const shape: Shape = { timestamps, maxLineBytes, crlf: options.tty, onLine: options.onLine };
  const stdout = createLines('stdout', shape);
  const stderr = createLines('stderr', shape);
  function onPiece(stream: FrameStream, chunk: Buffer, start: number, end: number, continued: boolean): void {
    if (stream === 'stdout') stdout.piece(chunk, start, end, continued);
    else if (stream === 'stderr') stderr.piece(chunk, start, end, continued);
    else options.onError?.(chunk.toString('utf8', start, end).trimEnd());
  }
  const parser = options.tty ? createRawParser(onPiece, timestamps) : createFrameParser(onPiece);
  return {
    push: parser.push,
    end: () => {
      parser.end();
      stdout.end();
      stderr.end();
    },
    unfinishedSince: () => earlier(stdout.unfinishedSince(), stderr.unfinishedSince()),
  };
}

function earlier(a: EngineTime | undefined, b: EngineTime | undefined): EngineTime | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}

/** The line as text. */
export function textOf(line: ByteLine): string {
  return line.chunk.toString('utf8', line.start, line.end);
}

export function toLogLine(line: ByteLine): LogLine {
  return { time: line.time, stream: line.stream, text: textOf(line), partial: line.partial };
}

interface Shape {
  readonly timestamps: boolean;
  readonly maxLineBytes: number;
  readonly crlf: boolean;
  readonly onLine: (line: ByteLine) => void;
}

interface Lines {
  readonly piece: (chunk: Buffer, start: number, end: number, continued: boolean) => void;
  readonly end: () => void;
  readonly unfinishedSince: () => EngineTime | undefined;
}

const newline = 10;
const carriageReturn = 13;

/** Puts one stream's pieces together to lines. A line that came in one piece is handed over without a copy. */
function createLines(stream: LogStream, { timestamps, maxLineBytes, crlf, onLine }: Shape): Lines {
  let time: EngineTime = '';
  let pending = Buffer.alloc(0);
  let pendingLength = 0;
  /** The time of the first part of the line that is pending. */
  let began: EngineTime | undefined;

  function emit(chunk: Buffer, start: number, end: number, partial: boolean): void {
    onLine({ time, stream, chunk, start, end, partial });
  }

  function append(chunk: Buffer, start: number, end: number): void {
    const needed = pendingLength + end - start;
    if (needed > pending.length) {
      const grown = Buffer.allocUnsafeSlow(Math.min(maxLineBytes, Math.max(1024, needed * 2)));
      pending.copy(grown, 0, 0, pendingLength);
      pending = grown;
    }
    chunk.copy(pending, pendingLength, start, end);
    pendingLength = needed;
  }

  /** Hands over what is pending, in a buffer of its own: the pending one is used again. */
  function release(length: number, partial: boolean): void {
    const line = Buffer.from(pending.subarray(0, length));
    pending.copyWithin(0, length, pendingLength);
    pendingLength -= length;
    emit(line, 0, withoutReturn(line, 0, length, partial), partial);
  }

  function withoutReturn(chunk: Buffer, start: number, end: number, partial: boolean): number {
    return crlf && !partial && end > start && chunk[end - 1] === carriageReturn ? end - 1 : end;
  }

  /** Keeps a part of a line; parts of the size limit are handed over. */
  function keep(chunk: Buffer, start: number, end: number): void {
    began ??= time;
    let at = start;
    while (pendingLength + end - at > maxLineBytes) {
      const room = maxLineBytes - pendingLength;
      append(chunk, at, at + room);
      at += room;
      release(wholeCharacters(pending, pendingLength), true);
    }
    append(chunk, at, end);
  }

  function finish(chunk: Buffer, start: number, end: number): void {
    if (pendingLength === 0 && end - start <= maxLineBytes) {
      emit(chunk, start, withoutReturn(chunk, start, end, false), false);
      return;
    }
    keep(chunk, start, end);
    release(pendingLength, false);
    began = undefined;
  }

  return {
    piece: (chunk, start, end, continued) => {
      let at = start;
      if (timestamps && !continued) {
        at = timestampEnd(chunk, start, end);
        if (at > start) time = timestampAt(chunk, start, at);
      }
      while (at < end) {
        const found = newlineIn(chunk, at, end);
        if (found === -1) return keep(chunk, at, end);
        finish(chunk, at, found);
        at = found + 1;
      }
    },
    end: () => {
      if (pendingLength > 0) release(pendingLength, true);
      began = undefined;
    },
    unfinishedSince: () => began,
  };
}

/** Short pieces are faster in a loop; `indexOf` has no end, so a long piece needs a view of its own. */
function newlineIn(chunk: Buffer, start: number, end: number): number {
  const near = Math.min(end, start + 192);
  for (let at = start; at < near; at++) if (chunk[at] === newline) return at;
  if (near === end) return -1;
  const found = chunk.subarray(near, end).indexOf(newline);
  return found === -1 ? -1 : near + found;
}

/** The longest length up to `length` that cuts no UTF-8 character in two; `length` itself for what is not UTF-8. */
export function wholeCharacters(bytes: Uint8Array, length: number): number {
  for (let back = 1; back <= Math.min(3, length - 1); back++) {
    const byte = bytes[length - back]!;
    if (byte < 0x80) return length;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? length - back : length;
  }
  return length;
}

function sequenceLength(lead: number): number {
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}
