import type { LogStream } from '../events/types.ts';
import { type EngineTime, engineTimeOf, epochMsOf, unixOf } from './timestamp.ts';

/** How much is read again after a break, in milliseconds; see `createResumePoint`. */
const overlapMs = 1000;

/** Where the first stream began: nothing before it is wanted after a break either. */
export interface ResumeStart {
  /** Only lines later than this were asked for. */
  readonly after?: EngineTime | undefined;
  /** Only the last lines were asked for: whatever is earlier than the first of them is not wanted. */
  readonly tail?: boolean;
}

export interface ResumePoint {
  /** Notes a line of the stream; false when it came already before the break and is to be dropped. */
  readonly accept: (line: Position) => boolean;
  /**
   * The stream broke: the `since` for the next one, undefined when there was no line yet, so that the first request is to
   * be made again. `unfinishedSince` is what the broken stream's reader answered.
   */
  readonly resume: (unfinishedSince?: EngineTime) => string | undefined;
}

interface Position {
  readonly time: EngineTime;
  readonly stream: LogStream;
  readonly partial: boolean;
}

/** How far one stream came, and what of it is still to come again after a break. */
interface Mark {
  /** Of the last line that was complete. */
  time: EngineTime;
  /** Complete lines with exactly this time. */
  lines: number;
  /** Parts that were handed over of the line behind it. */
  parts: number;
  linesAgain: number;
  partsAgain: number;
}

/**
 * Where to go on when the engine's stream breaks, without loss or repetition. `resumeAfter(last line)` alone has gaps:
 * stdout and stderr are written by two goroutines, so a line may come after one with a later time (moby,
 * daemon/logger/copier.go), and a long line may be half read. So a second is read again, or all from the start of the
 * unfinished line, and each stream drops what it had.
 */
export function createResumePoint({ after = '', tail = false }: ResumeStart = {}): ResumePoint {
  const marks: Readonly<Record<LogStream, Mark>> = { stdout: newMark(), stderr: newMark() };
  const all = Object.values(marks);
  let earliestWanted = tail ? undefined : after;
  let from: EngineTime | undefined;
  return {
    accept: (line) => {
      if (line.time <= after && line.time !== '') return false;
      earliestWanted ??= line.time;
      return isNew(marks[line.stream], line);
    },
    resume: (unfinishedSince) => {
      // A stream that breaks again before it came to where it was tells nothing about what was unfinished then.
      const catchesUp = all.some(({ linesAgain, partsAgain }) => linesAgain + partsAgain > 0);
      from = earliest([overlapping(all, earliestWanted), unfinishedSince, catchesUp ? from : undefined]);
      for (const mark of all) {
        mark.linesAgain = from !== undefined && mark.time >= from ? mark.lines : 0;
        mark.partsAgain = mark.parts;
      }
      return from === undefined ? undefined : unixOf(from);
    },
  };
}

function newMark(): Mark {
  return { time: '', lines: 0, parts: 0, linesAgain: 0, partsAgain: 0 };
}

function overlapping(marks: readonly Mark[], earliestWanted = ''): EngineTime | undefined {
  const last = marks.reduce((latest, { time }) => (time > latest ? time : latest), '');
  if (last === '') return undefined;
  const overlap = engineTimeOf(Math.max(0, epochMsOf(last) - overlapMs));
  return overlap > earliestWanted ? overlap : earliestWanted;
}

function earliest(times: readonly (EngineTime | undefined)[]): EngineTime | undefined {
  return times.filter((time) => time !== undefined && time !== '').sort()[0];
}

function isNew(mark: Mark, { time, partial }: Position): boolean {
  if (mark.linesAgain > 0) {
    if (time <= mark.time) {
      if (time === mark.time && !partial) mark.linesAgain--;
      return false;
    }
    mark.linesAgain = 0;
  }
  if (mark.partsAgain > 0) {
    mark.partsAgain--;
    return false;
  }
  if (partial) {
    mark.parts++;
    return true;
  }
  mark.lines = time === mark.time ? mark.lines + 1 : 1;
  mark.time = time;
  mark.parts = 0;
  return true;
}
