import type { FrameParser, OnPiece } from './frames.ts';

/** moby's copier cuts a message here (daemon/logger/copier.go, `defaultBufSize`) and stamps each part. */
const messageBytes = 16 * 1024;
/** `2026-01-02T03:04:05.000000006Z` and a space. */
const stampBytes = 31;
const newline = 10;

/**
 * Reads the stream of a container with a terminal: no headers, stdout only. It cuts it back into the engine's messages,
 * a piece for each (or for a part of one, `continued`), so that every timestamp stands where a piece begins. A message
 * ends with its newline or after 16 KiB, where the engine puts the next part's timestamp into the middle of the line.
 */
export function createRawParser(onPiece: OnPiece, timestamps: boolean): FrameParser {
  const limit = timestamps ? messageBytes + stampBytes : Number.POSITIVE_INFINITY;
  let rest: Buffer | undefined;
  /** Bytes of the message that were handed over already. */
  let sent = 0;

  function emit(chunk: Buffer, start: number, end: number, complete: boolean): void {
    onPiece('stdout', chunk, start, end, sent > 0);
    sent = complete ? 0 : sent + end - start;
  }

  /** Cuts whole messages off; answers where the unfinished one begins. */
  function cut(chunk: Buffer): number {
    let at = 0;
    while (at < chunk.length) {
      const found = chunk.indexOf(newline, at);
      const end = found === -1 ? chunk.length : found + 1;
      const full = at + limit - sent;
      if (end > full) {
        emit(chunk, at, full, true);
        at = full;
      } else if (found === -1) {
        return at;
      } else {
        emit(chunk, at, end, true);
        at = end;
      }
    }
    return at;
  }

  return {
    push: (chunk) => {
      const joined = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
      rest = undefined;
      const at = cut(joined);
      const left = joined.length - at;
      if (left === 0) return;
      // A timestamp must not be cut: the first piece of a message waits until it surely holds one.
      if (sent > 0 || left >= 2 * stampBytes) emit(joined, at, joined.length, false);
      else rest = Buffer.from(joined.subarray(at));
    },
    end: () => {
      if (rest !== undefined) emit(rest, 0, rest.length, false);
      rest = undefined;
    },
  };
}
