import type { Instant } from '../time/instant.ts';
import { createTimestampReader } from '../time/timestamp-reader.ts';
import { createPending } from './pending.ts';

interface AssemblerOptions {
  readonly timestamps: boolean;
  readonly maxLineBytes: number;
  /** Whether a carriage return before the newline belongs to it. */
  readonly crlf: boolean;
  /** A line, without its newline: `chunk` from `start` to `end`. `instant` changes afterwards. */
  readonly onLine: (instant: Instant, chunk: Buffer, start: number, end: number, partial: boolean) => void;
}

export interface Assembler {
  /** A piece as a frame parser hands it over; see `OnPiece`. */
  readonly piece: (chunk: Buffer, start: number, end: number, continued: boolean) => void;
  readonly end: () => void;
  /** When the unfinished line began; undefined when there is none. */
  readonly unfinishedSince: () => Instant | undefined;
}

const newline = 10;
const carriageReturn = 13;

/** Puts one stream's pieces together to lines. A line that came in one piece is handed over without a copy. */
export function createAssembler({ timestamps, maxLineBytes, crlf, onLine }: AssemblerOptions): Assembler {
  const pending = createPending(maxLineBytes);
  const stamps = createTimestampReader();
  const time = stamps.instant;
  let began: Instant | undefined;

  /** Keeps a part of a line; what fills the size limit is handed over. */
  function keep(chunk: Buffer, start: number, end: number): void {
    began ??= { ...time };
    let at = start;
    while (pending.length() + end - at > maxLineBytes) {
      const full = at + maxLineBytes - pending.length();
      pending.append(chunk, at, full);
      at = full;
      const part = pending.takeWholeCharacters();
      onLine(time, part, 0, part.length, true);
    }
    pending.append(chunk, at, end);
  }

  function finish(chunk: Buffer, start: number, end: number): void {
    if (pending.length() === 0 && end - start <= maxLineBytes) {
      onLine(time, chunk, start, textEnd(chunk, start, end), false);
      return;
    }
    keep(chunk, start, end);
    const line = pending.take(pending.length());
    began = undefined;
    onLine(time, line, 0, textEnd(line, 0, line.length), false);
  }

  function textEnd(chunk: Buffer, start: number, end: number): number {
    return crlf && end > start && chunk[end - 1] === carriageReturn ? end - 1 : end;
  }

  return {
    piece: (chunk, start, end, continued) => {
      let at = start;
      if (timestamps && !continued) at = stamps.read(chunk, start, end);
      while (at < end) {
        const found = newlineIn(chunk, at, end);
        if (found === -1) return keep(chunk, at, end);
        finish(chunk, at, found);
        at = found + 1;
      }
    },
    end: () => {
      const rest = pending.take(pending.length());
      began = undefined;
      if (rest.length > 0) onLine(time, rest, 0, rest.length, true);
    },
    unfinishedSince: () => began,
  };
}

/** The next newline before `end`; -1 when there is none. */
function newlineIn(chunk: Buffer, start: number, end: number): number {
  // A message of the engine is a line, so what is behind the piece is rarely searched.
  const found = chunk.indexOf(newline, start);
  return found < end ? found : -1;
}
