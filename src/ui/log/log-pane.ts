import type { EventOf } from '../../events/types.ts';
import { withPast } from '../../logs/keep/before.ts';
import { createDeepRing } from '../../logs/keep/deep-ring.ts';
import type { Found } from '../../logs/keep/seek.ts';
import type { LogSource, Role } from '../../logs/merge/record.ts';
import type { LogMove, LogSettings } from '../model.ts';
import type { PastSource } from '../ports.ts';
import { createEntryCodec } from './entry-codec.ts';
import { createIntake, type DividerEntry } from './intake.ts';
import type { LogEntry } from './log-entry.ts';
import type { PresentOptions } from './log-present.ts';
import { createPaneScreen } from './pane-screen.ts';
import { type Past, readPast } from './past.ts';
import { createSpillFile } from './spill-file.ts';
import { createTraced } from './traced.ts';

interface PaneRow {
  readonly text: string;
  readonly seq: number;
  readonly isCursor: boolean;
  readonly isMarked: boolean;
}

interface PaneStatus {
  readonly following: boolean;
  /** Lines that came since it stands still. */
  readonly newLines: number;
  /** Lines that are not kept any more, since the disk did not take them. */
  readonly dropped: number;
  /** Earlier lines are hidden until somebody wants them back. */
  readonly cleared: boolean;
}

/** The combined log on the screen. Lines live here and nowhere else: no state of the UI grows with them. */
export interface LogPane {
  readonly push: (event: EventOf<'Log'>, role: Role, now: number) => void;
  /** A row that no container wrote. */
  readonly divide: (entry: DividerEntry) => void;
  /** Lets go of lines that have waited for earlier ones long enough. */
  readonly drain: (now: number) => void;
  /** Whether lines wait for earlier ones. */
  readonly isWaiting: () => boolean;
  readonly configure: (settings: LogSettings, present: PresentOptions, now: number) => void;
  readonly resize: (width: number, height: number) => void;
  /** False when there is nothing to move to; `later` while it is looked for, see `work`. */
  readonly move: (move: LogMove) => Found;
  /** A filter or a search has more lines to look at. */
  readonly isBehind: () => boolean;
  /** Somebody waits for it: a match or the first line is looked for. */
  readonly isAwaited: () => boolean;
  /** Goes on with them for a moment; undefined when no search was under way. */
  readonly work: () => Found | undefined;
  readonly rows: () => readonly PaneRow[];
  readonly status: () => PaneStatus;
  /** Whether there is any line, shown or not. */
  readonly hasLines: () => boolean;
  /** The line at the cursor, or the newest one. */
  readonly current: () => LogEntry | undefined;
  /** The marked lines in their order, else the current one. */
  readonly chosen: () => readonly LogEntry[];
  /** The filters look at every line. */
  readonly wantAll: () => void;
  /** Every line that the filters let through, as far as they have come: see `wantAll` and `isBehind`. */
  readonly shown: () => Iterable<LogEntry>;
  /** Every line with an id of a request, in their order. */
  readonly mentioning: (id: string) => readonly LogEntry[];
  /** Reads from the engine what it has from before the first line; `tail` for the last lines of each instance only. */
  readonly readPast: (sources: readonly PastSource[]) => Promise<void>;
  /** The first line that is shown is on the screen. */
  readonly isAtStart: () => boolean;
  /** The time of the first line of an instance that came by itself; undefined while there is none. */
  readonly firstTime: (instance: LogSource) => string | undefined;
  /** Gives back the file of lines that are out of sight. */
  readonly close: () => void;
}

/** What stays in memory of the newest lines; the others are in a file. */
const recent = { lines: 4000, bytes: 4 * 1024 * 1024 };

/**
 * How long lines are looked at in one go, in milliseconds: a key or a judgement waits no longer. A frame is drawn with what is
 * there; a movement and the work between frames may take more.
 */
const sliceMs = { frame: 4, work: 10 };

/** @param monotonic milliseconds of a clock that only goes forward */
export function createLogPane(monotonic: () => number = () => 0, spill = createSpillFile()): LogPane {
  let sliceEnd = Number.POSITIVE_INFINITY;
  const beginSlice = (ms: number): void => {
    sliceEnd = monotonic() + ms;
  };
  const ring = createDeepRing<LogEntry>({ spill, codec: createEntryCodec(), recent });
  const lines = withPast(ring);
  const intake = createIntake(ring);
  const screen = createPaneScreen(lines, () => monotonic() < sliceEnd);
  let past: Past | undefined;
  const { window, cursor } = screen;
  const current = (): LogEntry | undefined =>
    lines.get(cursor.at() ?? window.rows().at(-1)?.seq ?? Number.NaN);
  return {
    ...intake,
    drain: (now) => {
      beginSlice(sliceMs.frame);
      intake.drain(now);
    },
    configure: screen.configure,
    resize: screen.resize,
    move: (move) => {
      beginSlice(sliceMs.work);
      if (move.type === 'marker') return intake.mark(move.text);
      if (move.type === 'clear' || move.type === 'unclear') return screen.clear(move.type === 'clear');
      return cursor.move(move);
    },
    isBehind: window.isBehind,
    isAwaited: cursor.isAwaited,
    work: () => {
      beginSlice(sliceMs.work);
      return cursor.work();
    },
    rows: () =>
      window.rows().map(({ text, seq, index }) => ({
        text,
        seq,
        isCursor: seq === cursor.at(),
        isMarked: cursor.marks.has(seq) && index === 0,
      })),
    status: () => ({
      following: window.following(),
      newLines: window.newLines(),
      dropped: ring.dropped(),
      cleared: screen.isCleared(),
    }),
    hasLines: () => lines.first() < lines.end(),
    current,
    chosen: () => {
      const marked = [...cursor.marks].sort((a, b) => a - b).map(lines.get);
      const found = marked.filter((entry) => entry !== undefined);
      const one = current();
      return found.length > 0 ? found : one ? [one] : [];
    },
    wantAll: window.wantAll,
    shown: window.all,
    mentioning: createTraced(lines),
    isAtStart: window.isAtStart,
    readPast: async (sources) => {
      const read = await readPast(sources, intake.firstTime);
      past?.close();
      past = read;
      lines.setPast(read.lines);
      intake.skipUntil(read.last);
      screen.refresh();
    },
    close: () => {
      spill.close();
      past?.close();
    },
  };
}
