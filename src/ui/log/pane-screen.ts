import { parsePattern } from '../../logs/filter/pattern.ts';
import type { ReadableLines } from '../../logs/keep/scan.ts';
import { createWindow } from '../../logs/keep/window.ts';
import { engineTimeOf } from '../../logs/time/timestamp.ts';
import type { LogSettings } from '../model.ts';
import { createSelection, filterPattern } from './log-accepts.ts';
import { createLogCursor, type LogCursor } from './log-cursor.ts';
import type { LogEntry } from './log-entry.ts';
import { createPresent, type PresentOptions } from './log-present.ts';
import { ownerOf } from './owner.ts';

export interface PaneScreen {
  readonly window: ReturnType<typeof createWindow<LogEntry>>;
  readonly cursor: LogCursor;
  readonly configure: (settings: LogSettings, options: PresentOptions, now: number) => void;
  readonly resize: (width: number, height: number) => void;
  /** Hides all lines until now, or shows them again. */
  readonly clear: (hide: boolean) => boolean;
  readonly isCleared: () => boolean;
  /** Other lines may be there, and look otherwise. */
  readonly refresh: () => void;
}

/** The window on the lines with the settings in force. */
export function createPaneScreen(ring: ReadableLines<LogEntry>, mayGoOn: () => boolean): PaneScreen {
  let present: ReturnType<typeof createPresent> = ({ line }) => ({ head: '', text: line });
  let [width, height, wrap, floor] = [80, 20, false, Number.NEGATIVE_INFINITY];
  let [filteredBy, searched] = ['', ''];
  let refilter = (): void => {};
  const visible = { ...ring, first: () => Math.max(ring.first(), floor) };
  const window = createWindow<LogEntry>({
    ring: visible,
    width,
    height,
    wrap,
    present: (entry, seq, previous) =>
      present(entry, {
        previous: previous === undefined ? undefined : ring.get(previous),
        owner: () => ownerOf(ring, entry, seq),
      }),
    textOf: ({ line }) => line,
    mayGoOn,
  });
  const cursor = createLogCursor(window);

  /** Cut rows get two columns more than there are, so that whatever draws them sees that something is missing. */
  function fit(): void {
    window.wrap(wrap);
    window.resize(wrap ? width : width + 2, height);
  }
  function filter(settings: LogSettings, now: number): void {
    const key = filterKey(settings);
    if (key === filteredBy) return;
    filteredBy = key;
    const { windowSeconds } = settings;
    const since = windowSeconds === undefined ? undefined : engineTimeOf(now - windowSeconds * 1000);
    refilter = () => window.filter(createSelection(settings, since), filterPattern(settings));
    refilter();
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
    isCleared: () => floor > Number.NEGATIVE_INFINITY,
    refresh: window.refresh,
    clear: (hide) => {
      const was = floor;
      floor = hide ? ring.end() : Number.NEGATIVE_INFINITY;
      refilter();
      if (hide) cursor.move({ type: 'follow' });
      return hide || was !== floor;
    },
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

/** What decides which lines are shown; other settings decide how they look. */
function filterKey(settings: LogSettings): string {
  const { filter, muted, mutedRoles, mutedPatterns, level, windowSeconds, instance, context } = settings;
  const lists = [[...muted], [...mutedRoles], mutedPatterns];
  return JSON.stringify([filter, lists, level, windowSeconds, instance, context]);
}
