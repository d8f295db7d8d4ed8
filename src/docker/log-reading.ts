import type { Instant } from '../logs/instant.ts';
import { type ByteLine, createLogReader } from '../logs/lines.ts';
import type { ResumePoint } from '../logs/resume.ts';
import { EngineError } from '../supervisor/ports.ts';

/** One stream on its way to lines: those that came before a break are left out. */
export interface LogReading {
  /** The lines that end in the chunk. */
  readonly push: (chunk: Buffer) => readonly ByteLine[];
  /** What has no newline. */
  readonly end: () => readonly ByteLine[];
  readonly unfinishedSince: () => Instant | undefined;
  readonly throwComplaint: () => void;
}

export function createLogReading(tty: boolean, { accept }: ResumePoint): LogReading {
  let lines: ByteLine[] = [];
  let complaint: string | undefined;
  const reader = createLogReader({
    tty,
    onLine: (line) => {
      if (accept(line)) lines.push(line);
    },
    onError: (message) => {
      complaint = message;
    },
  });
  const taken = (): readonly ByteLine[] => {
    const all = lines;
    lines = [];
    return all;
  };
  return {
    push: (chunk) => {
      reader.push(chunk);
      return taken();
    },
    end: () => {
      reader.end();
      return taken();
    },
    unfinishedSince: reader.unfinishedSince,
    throwComplaint: () => {
      if (complaint !== undefined) throw new EngineError('engine', `cannot read the log: ${complaint}`);
    },
  };
}
