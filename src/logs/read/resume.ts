import type { LogStream } from '../../events/types.ts';
import { earliest, type Instant, isBefore, isSame, latest, noInstant, unixOf } from '../time/instant.ts';
import { type EngineTime, instantOf } from '../time/timestamp.ts';

/** Where the first stream began: nothing before it is wanted after a break either. */
interface ResumeStart {
  /** Only lines later than this were asked for. */
  readonly after?: EngineTime | undefined;
  /** Only the last lines were asked for: whatever is earlier than the first of them is not wanted. */
  readonly tail?: boolean;
}

export interface ResumePoint {
  /** Notes a line of the stream; false when it came already before the break and is to be dropped. */
  readonly accept: (stream: LogStream, instant: Instant, partial: boolean) => boolean;
  /**
   * The stream broke: the `since` for the next one, undefined when there was no line yet, so that the first request is to
   * be made again. `unfinishedSince` is what the broken stream's reader answered.
   */
  readonly resume: (unfinishedSince?: Instant) => string | undefined;
}

/** How far one stream came, and what of it is still to come again after a break: the instant of its last whole line. */
interface Mark extends Instant {
  seconds: number;
  nanos: number;
  /** Complete lines with exactly this instant. */
  lines: number;
  /** Parts that were handed over of the line behind it. */
  parts: number;
  linesAgain: number;
  partsAgain: number;
}

/**
 * Where to go on when the engine's stream breaks, without loss or repetition. Going on behind the last line has gaps:
 * stdout and stderr are written by two goroutines, so a line may come after one with a later time (moby,
 * daemon/logger/copier.go), and a long line may be half read. So a second is read again, or all from the start of the
 * unfinished line, and each stream drops what it had.
 */
export function createResumePoint({ after = '', tail = false }: ResumeStart = {}): ResumePoint {
  const [stdout, stderr] = [newMark(), newMark()];
  const all = [stdout, stderr];
  const begin = instantOf(after);
  let earliestWanted = tail ? undefined : begin;
  let from: Instant | undefined;
  return {
    accept: (stream, instant, partial) => {
      if (instant.seconds >= 0 && !isBefore(begin, instant)) return false;
      earliestWanted ??= { ...instant };
      return isNew(stream === 'stdout' ? stdout : stderr, instant, partial);
    },
    resume: (unfinishedSince) => {
      // A stream that breaks again before it came to where it was tells nothing about what was unfinished then.
      const catchesUp = all.some(({ linesAgain, partsAgain }) => linesAgain + partsAgain > 0);
      const points = [overlapping(all, earliestWanted), unfinishedSince, catchesUp ? from : undefined];
      from = earliest(points.filter((point) => point !== undefined && point.seconds >= 0) as Instant[]);
      for (const mark of all) {
        mark.linesAgain = from !== undefined && !isBefore(mark, from) ? mark.lines : 0;
        mark.partsAgain = mark.parts;
      }
      return from && unixOf(from);
    },
  };
}

function newMark(): Mark {
  return { ...noInstant, lines: 0, parts: 0, linesAgain: 0, partsAgain: 0 };
}

/** A second before the last line, but nothing that is not wanted; undefined before the first line. */
function overlapping(marks: readonly Mark[], earliestWanted = noInstant): Instant | undefined {
  const { seconds, nanos } = latest(marks);
  if (seconds < 0) return undefined;
  return latest([{ seconds: Math.max(0, seconds - 1), nanos }, earliestWanted]);
}

function isNew(mark: Mark, instant: Instant, partial: boolean): boolean {
  if (mark.linesAgain > 0) {
    if (!isBefore(mark, instant)) {
      if (isSame(mark, instant) && !partial) mark.linesAgain--;
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
  mark.lines = isSame(mark, instant) ? mark.lines + 1 : 1;
  mark.seconds = instant.seconds;
  mark.nanos = instant.nanos;
  mark.parts = 0;
  return true;
}
