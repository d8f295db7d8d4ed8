import type { LogStream } from '../events/types.ts';
import { type EngineTime, engineTimeOf, epochMsOf, unixOf } from './timestamp.ts';

/** How much is read again after a break, in milliseconds; see `createResumePoint`. */
const overlapMs = 1000;

export interface ResumePoint {
  /** Notes a line of the stream; false when it came already before the break and is to be dropped. */
  readonly accept: (line: { readonly time: EngineTime; readonly stream: LogStream }) => boolean;
  /**
   * The stream broke: the `since` for the next one, undefined when there was no line yet. `unfinishedSince` is what the
   * broken stream's reader answered.
   */
  readonly resume: (unfinishedSince?: EngineTime) => string | undefined;
}

interface Mark {
  time: EngineTime;
  /** Lines with exactly this time: the parts of a long line may share one. */
  count: number;
  /** Lines of the mark's time that are still to come again; undefined once the stream is past the mark. */
  again: number | undefined;
}

/**
 * Where to go on when the engine's stream breaks, without loss or repetition. `resumeAfter(last line)` alone has gaps:
 * stdout and stderr are written by two goroutines, so a line may come after one with a later time (moby,
 * daemon/logger/copier.go), and a long line may be half read. So a second is read again, or all from the start of the
 * unfinished line, and each stream drops what it had.
 */
export function createResumePoint(): ResumePoint {
  const marks = new Map<LogStream, Mark>();
  return {
    accept: ({ time, stream }) => {
      const mark = marks.get(stream);
      if (!mark) {
        marks.set(stream, { time, count: 1, again: undefined });
        return true;
      }
      return mark.again === undefined ? note(mark, time) : isNew(mark, mark.again, time);
    },
    resume: (unfinishedSince) => {
      const times = [...marks.values()].map(({ time }) => time).filter((time) => time !== '');
      if (times.length === 0) return unfinishedSince ? unixOf(unfinishedSince) : undefined;
      for (const mark of marks.values()) mark.again = mark.count;
      const last = times.reduce((a, b) => (a > b ? a : b));
      const overlapping = engineTimeOf(Math.max(0, epochMsOf(last) - overlapMs));
      return unixOf(unfinishedSince && unfinishedSince < overlapping ? unfinishedSince : overlapping);
    },
  };
}

function note(mark: Mark, time: EngineTime): true {
  mark.count = time === mark.time ? mark.count + 1 : 1;
  mark.time = time;
  return true;
}

function isNew(mark: Mark, again: number, time: EngineTime): boolean {
  if (time < mark.time) return false;
  if (time === mark.time && again > 0) {
    mark.again = again - 1;
    return false;
  }
  mark.again = undefined;
  return note(mark, time);
}
