import type { Presented } from '../../logs/keep/rows.ts';
import { namesError } from '../../logs/line/continuation.ts';
import { detectLevel } from '../../logs/line/detect-level.ts';
import { layOutJson } from '../../logs/line/layout.ts';
import { layOutAccess } from '../../logs/line/layout-access.ts';
import { compareLevels } from '../../logs/line/level.ts';
import { sanitize } from '../../logs/line/sanitize.ts';
import { createTimePrinter, type Timestamps } from '../../logs/time/times.ts';
import { instantOf } from '../../logs/time/timestamp.ts';
import { inUnits } from '../../logs/trace/hops.ts';
import { colorsOf } from '../../logs/write/colors.ts';
import { inRole } from '../../logs/write/format.ts';
import type { LogSettings } from '../model.ts';
import { cell } from '../view/row.ts';
import type { Theme, Tone } from '../view/theme.ts';
import type { LogEntry } from './log-entry.ts';

export interface PresentOptions {
  readonly theme: Theme;
  /** Every container that may have lines, for colours that stay and labels of one width. */
  readonly containers: readonly { readonly pod: string; readonly container: string }[];
  readonly width: number;
  /** Milliseconds since 1970, for relative times. */
  readonly origin: number;
  /** Minutes east of Greenwich at an instant. */
  readonly offsetMinutes: (epochMs: number) => number;
}

/** ASCII: the width of a row of nothing else is its length. */
const bar = { stdout: '|', stderr: '!' };

/** Lines that a line is looked at with. */
interface Neighbours {
  /** The line that is shown before it. */
  readonly previous?: LogEntry | undefined;
  /** Of a line of a stack trace: the one that it belongs to. */
  readonly owner?: () => LogEntry | undefined;
}

/** How lines look: time, name in its colour, text. App lines as they are, those of sidecars and init containers dim. */
export function createPresent(
  settings: LogSettings,
  options: PresentOptions,
): (entry: LogEntry, neighbours?: Neighbours) => Presented {
  const { theme } = options;
  const since = settings.elapsed ? elapsed : () => '';
  const time = timeOf(settings, options);
  const label = labelOf(options);
  return (entry, { previous, owner } = {}) => {
    if (entry.divider) return { head: '', text: theme.paint(dividerOf(entry.line, theme), 'accent') };
    const { stream } = entry;
    const mark = theme.colors ? bar.stdout : bar[stream];
    const bright = stream === 'stderr' ? 'bad' : 'dim';
    return {
      head: `${time(entry.time)}${theme.paint(since(entry, previous), 'dim')}${label(entry)} ${theme.paint(mark, bright)} `,
      text: textOf(entry, settings, theme, owner),
    };
  };
}

function dividerOf(line: string, { ascii }: Theme): string {
  const text = sanitize(line, { colors: false });
  return ascii ? text.replaceAll('─', '-') : text;
}

function textOf(
  { line, role }: LogEntry,
  { json }: LogSettings,
  theme: Theme,
  owner: Neighbours['owner'],
): string {
  const { colors } = theme;
  const laidOut =
    json === 'laidOut' ? (layOutJson(line, { colors }) ?? layOutAccess(line, { colors })) : undefined;
  const text = laidOut ?? sanitize(line, { colors });
  if (!colors) return text;
  const tone = laidOut === undefined && !text.includes('\u001b') ? toneOf(line, owner) : undefined;
  return tone === undefined ? inRole(text, role) : theme.paint(text, tone);
}

/** The colour of a line that has a level from warn on, names an error, or goes on with such a line. */
function toneOf(line: string, owner: Neighbours['owner']): Tone | undefined {
  const level = detectLevel(line);
  if (level === undefined) {
    if (namesError(line)) return 'bad';
    const begun = owner?.();
    return begun && toneOf(begun.line, undefined);
  }
  if (compareLevels(level, 'error') >= 0) return 'bad';
  return level === 'warn' ? 'busy' : undefined;
}

const elapsedColumns = 9;

/** The time since the line before, `+12 ms`. */
function elapsed({ time }: LogEntry, previous: LogEntry | undefined): string {
  if (!previous || previous.divider) return ' '.repeat(elapsedColumns + 1);
  const [before, now] = [instantOf(previous.time), instantOf(time)];
  const ms = (now.seconds - before.seconds) * 1000 + (now.nanos - before.nanos) / 1e6;
  return `${`+${inUnits(Math.max(0, ms))}`.padStart(elapsedColumns)} `;
}

/** The time of day: the date would take the room of the text. */
function timeOf({ timestamps }: LogSettings, { theme, origin, offsetMinutes }: PresentOptions) {
  if (timestamps === 'off') return () => '';
  const style: Timestamps =
    timestamps === 'relative'
      ? { style: 'relative', originMs: origin }
      : timestamps === 'local'
        ? { style: 'local', offsetMinutes }
        : { style: 'utc' };
  const print = createTimePrinter(style);
  const cut = (text: string): string => (timestamps === 'relative' ? text : text.slice(11));
  return (time: string): string => `${theme.paint(cut(print(time)), 'dim')} `;
}

/** Names are padded to the longest; where they would take more than a quarter of the row they are cut. */
function labelOf({ containers, theme, width }: PresentOptions): (entry: LogEntry) => string {
  const several = new Set(containers.map(({ pod }) => pod)).size > 1;
  const name = ({ pod, container }: { pod: string; container: string }): string =>
    several ? `${pod}/${container}` : container;
  const names = containers.map(name);
  const columns = Math.min(
    Math.max(0, ...names.map(({ length }) => length)),
    Math.max(8, Math.floor(width / 4)),
  );
  const colors = colorsOf(names);
  const known = new Map<string, string>();
  return (entry) => {
    const key = name(entry);
    let label = known.get(key);
    if (label === undefined) {
      const color = colors.get(key);
      label = cell(key, columns, theme);
      if (color) label = theme.paintSgr(label, color.sgr);
      known.set(key, label);
    }
    return label;
  };
}
