import type { OutriderEvent } from '../events/types.ts';
import { type Pattern, parsePattern } from '../logs/filter.ts';
import { createMerge } from '../logs/merge.ts';
import type { LogRecord, Role } from '../logs/record.ts';
import { createRing } from '../logs/ring.ts';
import { engineTimeOf, toEngineTime } from '../logs/timestamp.ts';
import { createWindow, type LogWindow } from '../logs/window.ts';
import { createAccepts } from './log-accepts.ts';
import { createPresent, type PresentOptions } from './log-present.ts';
import type { LogMove, LogSettings } from './model.ts';

/** A line of the log, or the row between two instances of a container. */
export type LogEntry = LogRecord & { readonly divider?: true };

export interface PaneRow {
  readonly text: string;
  readonly seq: number;
  readonly isCursor: boolean;
  readonly isMarked: boolean;
}

/** The combined log on the screen. Lines live here and nowhere else: no state of the UI grows with them. */
export interface LogPane {
  readonly push: (event: Extract<OutriderEvent, { type: 'Log' }>, role: Role, now: number) => void;
  /** A row that no container wrote. */
  readonly divide: (entry: Omit<LogEntry, 'seq' | 'divider' | 'stream' | 'partial'>) => void;
  /** Lets go of lines that have waited for earlier ones long enough. */
  readonly drain: (now: number) => void;
  /** Whether lines wait for earlier ones. */
  readonly isWaiting: () => boolean;
  readonly configure: (settings: LogSettings, present: PresentOptions, now: number) => void;
  readonly resize: (width: number, height: number) => void;
  /** False when there is nothing to move to. */
  readonly move: (move: LogMove) => boolean;
  readonly rows: () => readonly PaneRow[];
  readonly status: () => { readonly following: boolean; readonly newLines: number; readonly dropped: number };
  /** Whether there is any line, shown or not. */
  readonly hasLines: () => boolean;
  /** The line at the cursor, or the newest one. */
  readonly current: () => LogEntry | undefined;
  /** The marked lines in their order, else the current one. */
  readonly chosen: () => readonly LogEntry[];
  /** Every line that the filters let through. */
  readonly shown: () => readonly LogEntry[];
  /** Forgets everything, as a recording does that starts again. */
  readonly clear: () => void;
}

/** Paused, more is kept, so that what is read does not vanish under the reader. */
const limits = {
  following: { maxLines: 60_000, maxBytes: 24 * 1024 * 1024 },
  paused: { maxLines: 200_000, maxBytes: 64 * 1024 * 1024 },
};

/** What is looked for by the keys for errors; `detectLevel` knows more, but a search needs a pattern. */
const errors: Pattern = {
  regex: /\b(?:error|fatal|panic|exception|critical|ERR)\b|"level":(?:50|60)\b/iu,
  inverted: false,
};

export function createLogPane(): LogPane {
  let ring = createRing<LogEntry>(limits.following);
  let merge = newMerge();
  let present = (entry: LogEntry) => ({ head: '', text: entry.line });
  let accepts: ((entry: LogEntry) => boolean) | undefined;
  let [width, height] = [80, 20];
  let wrap = false;
  let window = newWindow();
  let wanted: { readonly of: 'search' | 'errors'; readonly text: string } = { of: 'search', text: '' };
  let filteredBy = '';
  let cursor: number | undefined;
  let seq = 0;
  const marks = new Set<number>();

  function newMerge() {
    return createMerge<LogEntry>({ onLine: (_, entry) => void ring.push(entry) });
  }

  /** Cut rows get two columns more than there are, so that whoever draws them sees that something is missing. */
  function newWindow(): LogWindow<LogEntry> {
    return createWindow({
      ring,
      width: wrap ? width : width + 2,
      height,
      wrap,
      present: (entry) => present(entry),
      textOf: ({ line }) => line,
    });
  }

  function searchFor(of: 'search' | 'errors', text: string): void {
    if (wanted.of === of && wanted.text === text) return;
    wanted = { of, text };
    if (of === 'errors') return window.search(errors);
    const parsed = parsePattern(text);
    window.search(text !== '' && parsed.ok ? parsed.pattern : undefined);
  }

  function configure(settings: LogSettings, options: PresentOptions, now: number): void {
    present = createPresent(settings, options);
    if (wrap !== settings.wrap) {
      wrap = settings.wrap;
      window.wrap(wrap);
      window.resize(wrap ? width : width + 2, height);
    }
    const { filter, muted, mutedRoles, mutedPatterns, level, windowSeconds } = settings;
    const key = JSON.stringify([filter, [...muted], [...mutedRoles], mutedPatterns, level, windowSeconds]);
    if (key !== filteredBy) {
      filteredBy = key;
      const since = windowSeconds === undefined ? undefined : engineTimeOf(now - windowSeconds * 1000);
      accepts = createAccepts(settings, since);
      window.filter(accepts);
    }
    if (settings.search !== '' || wanted.of === 'search') searchFor('search', settings.search);
    window.refresh();
  }

  /** Pauses, with the cursor on the newest line unless it is somewhere already. */
  function stop(): void {
    ring.limit(limits.paused);
    if (!window.following()) return;
    window.pause();
    cursor = window.rows().at(-1)?.seq;
  }

  function follow(): true {
    window.follow();
    cursor = undefined;
    ring.limit(limits.following);
    return true;
  }

  /** The cursor steps through the visible lines; at their edge the window moves. */
  function by(lines: number): boolean {
    if (window.following() && lines > 0) return true;
    stop();
    const visible = [...new Set(window.rows().map((row) => row.seq))];
    const at = cursor === undefined ? visible.length - 1 : visible.indexOf(cursor);
    const next = visible[at + lines];
    if (at !== -1 && next !== undefined) cursor = next;
    else scroll(lines, lines < 0 ? 0 : -1);
    return true;
  }

  function scroll(rows: number, cursorAt: number): void {
    if (rows < 0) stop();
    window.scroll(rows);
    if (window.following()) follow();
    else cursor = window.rows().at(cursorAt)?.seq;
  }

  function page(rows: number): boolean {
    const before = window.rows();
    const at = cursor === undefined ? before.length - 1 : before.findIndex((row) => row.seq === cursor);
    scroll(rows, Math.max(0, at));
    return true;
  }

  function find(of: 'search' | 'errors', direction: 'next' | 'previous'): boolean {
    searchFor(of, of === 'errors' ? '' : wanted.text);
    if (!window[direction]()) return false;
    ring.limit(limits.paused);
    cursor = window.rows().find((row) => row.current)?.seq;
    return true;
  }

  function current(): LogEntry | undefined {
    return ring.get(cursor ?? window.rows().at(-1)?.seq ?? 0);
  }

  function mark(): boolean {
    stop();
    if (cursor === undefined) return false;
    if (!marks.delete(cursor)) marks.add(cursor);
    return true;
  }

  function move(wish: LogMove): boolean {
    switch (wish.type) {
      case 'by':
        return by(wish.lines);
      case 'page':
        return page(wish.rows);
      case 'top':
        stop();
        window.toStart();
        cursor = window.rows()[0]?.seq;
        return true;
      case 'follow':
        return follow();
      case 'toggleFollow':
        if (!window.following()) return follow();
        stop();
        return true;
      case 'nextMatch':
      case 'previousMatch':
        return find('search', wish.type === 'nextMatch' ? 'next' : 'previous');
      case 'nextError':
      case 'previousError':
        return find('errors', wish.type === 'nextError' ? 'next' : 'previous');
      case 'mark':
        return mark();
      case 'clearMarks':
        marks.clear();
        return true;
    }
  }

  function shown(): readonly LogEntry[] {
    const entries: LogEntry[] = [];
    for (let at = ring.first(); at < ring.end(); at++) {
      const entry = ring.get(at);
      if (entry && (!accepts || accepts(entry))) entries.push(entry);
    }
    return entries;
  }

  return {
    push: (event, role, now) => {
      const time = toEngineTime(event.time) ?? event.time;
      merge.push(`${event.pod}/${event.container}`, { ...event, time, role }, now);
    },
    divide: (entry) => {
      merge.flush();
      ring.push({ ...entry, seq: ++seq, stream: 'stdout', partial: false, divider: true });
    },
    drain: (now) => {
      if (merge.size() > 0) merge.drain(now);
    },
    isWaiting: () => merge.size() > 0,
    configure,
    resize: (wide, high) => {
      if (wide === width && high === height) return;
      [width, height] = [wide, high];
      window.resize(wrap ? width : width + 2, height);
    },
    move,
    rows: () =>
      window.rows().map((row) => ({
        text: row.text,
        seq: row.seq,
        isCursor: row.seq === cursor,
        isMarked: marks.has(row.seq) && row.index === 0,
      })),
    status: () => ({
      following: window.following(),
      newLines: window.newLines(),
      dropped: ring.dropped(),
    }),
    hasLines: () => ring.size() > 0,
    current,
    chosen: () => {
      const marked = [...marks].sort((a, b) => a - b).map((at) => ring.get(at));
      const found = marked.filter((entry) => entry !== undefined);
      const one = current();
      return found.length > 0 ? found : one ? [one] : [];
    },
    shown,
    clear: () => {
      ring = createRing(limits.following);
      merge = newMerge();
      window = newWindow();
      window.filter(accepts);
      marks.clear();
      cursor = undefined;
    },
  };
}
