import type { OutriderEvent } from '../../events/types.ts';
import { parsePattern } from '../../logs/filter/pattern.ts';
import { createRing, type Ring } from '../../logs/keep/ring.ts';
import { createWindow, type Found } from '../../logs/keep/window.ts';
import { createMerge } from '../../logs/merge/merge.ts';
import type { Role } from '../../logs/merge/record.ts';
import { engineTimeOf, toEngineTime } from '../../logs/time/timestamp.ts';
import type { LogMove, LogSettings } from '../model.ts';
import { createAccepts } from './log-accepts.ts';
import { createLogCursor, type LogCursor } from './log-cursor.ts';
import type { LogEntry } from './log-entry.ts';
import { createPresent, type PresentOptions } from './log-present.ts';

type LogEvent = Extract<OutriderEvent, { type: 'Log' }>;

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
}

/** The combined log on the screen. Lines live here and nowhere else: no state of the UI grows with them. */
export interface LogPane {
  readonly push: (event: LogEvent, role: Role, now: number) => void;
  /** A row that no container wrote. */
  readonly divide: (entry: Omit<LogEntry, 'seq' | 'divider' | 'stream' | 'partial'>) => void;
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
  /** Every line that the filters let through, as far as they have come: see `isBehind`. */
  readonly shown: () => readonly LogEntry[];
}

/** Paused, more is kept, so that what is read does not vanish under the reader. */
const limits = {
  following: { maxLines: 25_000, maxBytes: 10 * 1024 * 1024 },
  paused: { maxLines: 120_000, maxBytes: 48 * 1024 * 1024 },
};

/** How long lines are looked at in one go, in milliseconds: a key or a judgement waits no longer. */
const sliceMs = 20;

/** @param monotonic milliseconds of a clock that only goes forward */
export function createLogPane(monotonic: () => number = () => 0): LogPane {
  let sliceEnd = Number.POSITIVE_INFINITY;
  const beginSlice = (): void => {
    sliceEnd = monotonic() + sliceMs;
  };
  const ring = createRing<LogEntry>(limits.following);
  const merge = createMerge<readonly LogEntry[]>({
    onLine: (_, entries, index) => void ring.push(entries[index]!),
    isEarlier: (a, i, b, j) => a[i]!.time < b[j]!.time,
    bytesOf: (entries) => entries.reduce((bytes, { line }) => bytes + line.length, 0),
  });
  const screen = createPaneScreen(ring, () => monotonic() < sliceEnd);
  const { window, cursor } = screen;
  const current = (): LogEntry | undefined => ring.get(cursor.at() ?? window.rows().at(-1)?.seq ?? 0);
  return {
    push: (event, role, now) => merge.push(`${event.pod}/${event.container}`, [toEntry(event, role)], now),
    divide: (entry) => {
      merge.flush();
      ring.push({ ...entry, seq: 0, stream: 'stdout', partial: false, divider: true });
    },
    drain: (now) => {
      beginSlice();
      if (merge.size() > 0) merge.drain(now);
    },
    isWaiting: () => merge.size() > 0,
    configure: screen.configure,
    resize: screen.resize,
    move: (move) => {
      beginSlice();
      return cursor.move(move);
    },
    isBehind: window.isBehind,
    work: () => {
      beginSlice();
      return cursor.work();
    },
    rows: () =>
      window.rows().map(({ text, seq, index }) => ({
        text,
        seq,
        isCursor: seq === cursor.at(),
        isMarked: cursor.marks.has(seq) && index === 0,
      })),
    status: () => ({ following: window.following(), newLines: window.newLines() }),
    hasLines: () => ring.size() > 0,
    current,
    chosen: () => {
      const marked = [...cursor.marks].sort((a, b) => a - b).map(ring.get);
      const found = marked.filter((entry) => entry !== undefined);
      const one = current();
      return found.length > 0 ? found : one ? [one] : [];
    },
    shown: window.all,
  };
}

interface PaneScreen {
  readonly window: ReturnType<typeof createWindow<LogEntry>>;
  readonly cursor: LogCursor;
  readonly configure: LogPane['configure'];
  readonly resize: LogPane['resize'];
}

/** The window on the ring with the settings in force. */
function createPaneScreen(ring: Ring<LogEntry>, mayGoOn: () => boolean): PaneScreen {
  let present = (entry: LogEntry) => ({ head: '', text: entry.line });
  let [width, height, wrap] = [80, 20, false];
  let [filteredBy, searched] = ['', ''];
  const window = createWindow<LogEntry>({
    ring,
    width,
    height,
    wrap,
    present: (entry) => present(entry),
    textOf: ({ line }) => line,
    mayGoOn,
  });
  const cursor = createLogCursor(window, (paused) => ring.limit(paused ? limits.paused : limits.following));

  /** Cut rows get two columns more than there are, so that whoever draws them sees that something is missing. */
  function fit(): void {
    window.wrap(wrap);
    window.resize(wrap ? width : width + 2, height);
  }
  function filter(settings: LogSettings, now: number): void {
    const { filter: text, muted, mutedRoles, mutedPatterns, level, windowSeconds, instance } = settings;
    const lists = [[...muted], [...mutedRoles], mutedPatterns];
    const key = JSON.stringify([text, lists, level, windowSeconds, instance]);
    if (key === filteredBy) return;
    filteredBy = key;
    const since = windowSeconds === undefined ? undefined : engineTimeOf(now - windowSeconds * 1000);
    window.filter(createAccepts(settings, since));
  }
  function search(text: string): void {
    if (text === searched) return;
    searched = text;
    const parsed = parsePattern(text);
    cursor.search(text !== '' && parsed.ok ? parsed.pattern : undefined);
  }
  return {
    window,
    cursor,
    configure: (settings, options, now) => {
      present = createPresent(settings, options);
      wrap = settings.wrap;
      fit();
      filter(settings, now);
      search(settings.search);
    },
    resize: (wide, high) => {
      if (wide === width && high === height) return;
      [width, height] = [wide, high];
      fit();
    },
  };
}

/** Field by field: a flood makes many of them, and a spread would cost several times as much. */
function toEntry(event: LogEvent, role: Role): LogEntry {
  const { seq, time, pod, container, attempt, stream, line, partial } = event;
  const fixed = time.length === 30 ? time : (toEngineTime(time) ?? time);
  return { seq, time: fixed, pod, container, role, attempt, stream, line, partial };
}
