import { createBatcher, type LineBatch } from '../../logs/merge/batch.ts';
import { createLogReader } from '../../logs/read/lines.ts';
import type { ResumePoint } from '../../logs/read/resume.ts';
import type { Instant } from '../../logs/time/instant.ts';
import { EngineError } from '../../supervisor/ports.ts';

/** One stream on its way to lines: those that came before a break are left out. */
interface LogReading {
  /** The lines that end in the chunk. */
  readonly push: (chunk: Buffer) => readonly LineBatch[];
  /** What has no newline. */
  readonly end: () => readonly LineBatch[];
  readonly unfinishedSince: () => Instant | undefined;
  readonly throwComplaint: () => void;
}

export function createLogReading(tty: boolean, { accept }: ResumePoint): LogReading {
  const { add, take } = createBatcher();
  let complaint: string | undefined;
  const reader = createLogReader({
    tty,
    onLine: (stream, instant, chunk, start, end, partial) => {
      if (accept(stream, instant, partial)) add(stream, instant, chunk, start, end, partial);
    },
    onError: (message) => {
      complaint = message;
    },
  });
  return {
    push: (chunk) => {
      reader.push(chunk);
      return take();
    },
    end: () => {
      reader.end();
      return take();
    },
    unfinishedSince: reader.unfinishedSince,
    throwComplaint: () => {
      if (complaint !== undefined) throw new EngineError('engine', `cannot read the log: ${complaint}`);
    },
  };
}
