import type { LogStream } from '../../events/types.ts';
import { earliest, type Instant } from '../time/instant.ts';
import { type Assembler, createAssembler } from './assemble.ts';
import { createFrameParser, type OnPiece } from './frames.ts';
import type { OnLine } from './on-line.ts';
import { createRawParser } from './raw.ts';

export interface LogReaderOptions {
  /** `Config.Tty` of the container: no frames then, and CRLF at the end of lines. */
  readonly tty: boolean;
  /** Whether the stream was asked for with `timestamps=1`; default true. */
  readonly timestamps?: boolean;
  /** A longer line is handed over in parts of this size; default 256 KiB. */
  readonly maxLineBytes?: number;
  readonly onLine: OnLine;
  /** The engine's own error about this stream, e.g. a log file that it cannot read. */
  readonly onError?: (message: string) => void;
}

interface LogReader {
  /** A part of the response body, cut anywhere. It must not be written to afterwards. */
  readonly push: (chunk: Buffer) => void;
  /** The stream is over: lines without a newline are handed over as partial. */
  readonly end: () => void;
  /**
   * When the earliest unfinished line began, parts that were handed over included; undefined when none is. After a break
   * the stream must be read again from there.
   */
  readonly unfinishedSince: () => Instant | undefined;
}

const defaultMaxLineBytes = 256 * 1024;

/** Bytes of one container's log stream → its lines. Stdout and stderr are put together apart from each other. */
export function createLogReader(options: LogReaderOptions): LogReader {
  const { tty, onLine, onError } = options;
  const timestamps = options.timestamps ?? true;
  // A character must fit into a part, or none could be cut off whole.
  const maxLineBytes = Math.max(4, options.maxLineBytes ?? defaultMaxLineBytes);
  const assemblerOf = (stream: LogStream): Assembler =>
    createAssembler({
      timestamps,
      maxLineBytes,
      crlf: tty,
      onLine: (instant, chunk, start, end, partial) => onLine(stream, instant, chunk, start, end, partial),
    });
  const stdout = assemblerOf('stdout');
  const stderr = assemblerOf('stderr');
  const onPiece: OnPiece = (stream, chunk, start, end, continued) => {
    if (stream === 'stdout') stdout.piece(chunk, start, end, continued);
    else if (stream === 'stderr') stderr.piece(chunk, start, end, continued);
    else onError?.(chunk.toString('utf8', start, end).trimEnd());
  };
  const parser = tty ? createRawParser(onPiece, timestamps) : createFrameParser(onPiece);
  return {
    push: parser.push,
    end: () => {
      parser.end();
      stdout.end();
      stderr.end();
    },
    unfinishedSince: () =>
      earliest([stdout.unfinishedSince(), stderr.unfinishedSince()].filter((since) => since !== undefined)),
  };
}
