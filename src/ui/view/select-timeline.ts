import { criticalPath, criticalText } from '../../events/critical-path.ts';
import { offsetLabel, type Timeline, timelineOf } from '../../events/timeline.ts';
import { rangeOf, type TimeRange } from '../../events/timeline-part.ts';
import { axisText, type CellKind, cellsOf, glyphOf, legend, rowLabel } from '../../events/timeline-text.ts';
import type { OutriderEvent } from '../../events/types.ts';
import type { ProjectView } from '../../events/view.ts';
import type { TimelineFrame, TimelineSettings } from '../model.ts';
import type { EventLine, EventList } from './event-list.ts';
import { cell, type Row, type Segment, toRow } from './row.ts';
import { rowFilter } from './row-filter.ts';
import type { Theme, Tone } from './theme.ts';

interface TimelineInput {
  readonly view: ProjectView;
  readonly settings: TimelineSettings;
  readonly filter: string;
  readonly events: EventList;
  /** What the start of the selected pod consisted of. */
  readonly start: readonly OutriderEvent[];
  readonly theme: Theme;
  readonly width: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const barTones: Readonly<Record<CellKind, Tone>> = {
  created: 'dim',
  running: 'busy',
  started: 'accent',
  ready: 'good',
  terminating: 'busy',
  hook: 'strong',
  exited: 'plain',
  failed: 'bad',
  none: 'plain',
};

export function timelineFrame(
  view: ProjectView,
  settings: TimelineSettings,
  width: number,
  now: number,
): TimelineFrame {
  const timeline = timelineOf(view, now);
  const { from, to } = timeline;
  const { columns } = columnsOf(timeline, width);
  return { whole: { from, to }, shown: shownRange(timeline, settings), columns };
}

function shownRange(timeline: Timeline, { part, from, to }: TimelineSettings): TimeRange {
  if (part !== 'zoomed') return rangeOf(timeline, part);
  return { from: from ?? timeline.from, to: to ?? timeline.to };
}

function columnsOf(timeline: Timeline, width: number): { readonly label: number; readonly columns: number } {
  const labels = timeline.rows.map((row) => rowLabel(row, timeline).length);
  const label = Math.min(Math.max(4, ...labels), Math.floor(width / 4));
  return { label, columns: Math.max(10, width - label - 10) };
}

/** One bar a container under an axis, what happened at the cursor, what the glyphs mean, and what the start waited for. */
export function selectTimeline(input: TimelineInput): readonly Row[] {
  const { view, settings, filter, theme, width, now } = input;
  const whole = timelineOf(view, now);
  const { label, columns } = columnsOf(whole, width);
  const shown = { ...whole, ...shownRange(whole, settings), origin: whole.from };
  const isWanted = rowFilter(filter);
  const rows = shown.rows.filter((row) => isWanted(`${row.pod}/${row.container} ${row.role}`));
  const bars = rows.map((row) =>
    toRow(
      [
        { text: cell(rowLabel(row, whole), label, theme), tone: row.role === 'app' ? 'strong' : 'plain' },
        { text: ` ${cell(row.role, 7, theme)} `, tone: 'dim' },
        ...cellsOf(row, shown, columns).map(({ kind, count }) => ({
          text: glyphOf(kind, theme.ascii).repeat(count),
          tone: barTones[kind],
        })),
      ],
      width,
      theme,
    ),
  );
  const key = legend(theme.ascii).map(
    ({ kind, text }): Segment => ({ text: `${text}   `, tone: barTones[kind] }),
  );
  const row = (text: string, tone: Tone = 'dim'): Row => toRow([{ text, tone }], width, theme);
  return [
    row(' '.repeat(label + 9) + axisText(shown, columns)),
    ...bars,
    ...cursorRows(input, shown, label + 9, columns),
    row(''),
    ...flow(key, width, theme),
    ...criticalRows(input),
  ];
}

/** The moment of the cursor, and the events up to it, the newest at the bottom. */
function cursorRows(
  { settings: { cursor }, events, theme, width }: TimelineInput,
  { from, to, origin }: TimeRange & { readonly origin: number },
  indent: number,
  columns: number,
): readonly Row[] {
  if (cursor === undefined) return [];
  const column = Math.min(columns - 1, Math.max(0, Math.floor(((cursor - from) / (to - from)) * columns)));
  const until = from + ((column + 1) * (to - from)) / columns;
  const label = offsetLabel(Math.round(cursor - origin));
  const mark = theme.ascii ? '^' : '▴';
  const text = column + label.length + 2 < columns ? `${mark} ${label}` : `${label} ${mark}`;
  const start = indent + column - (text.startsWith(mark) ? 0 : label.length + 1);
  const happened = eventsUntil(events, until);
  return [
    toRow([{ text: ' '.repeat(Math.max(0, start)) + text, tone: 'accent' }], width, theme),
    ...happened.map(({ time, subject, text: words, tone }) =>
      toRow(
        [
          { text: `${offsetLabel(Math.round(Date.parse(time) - origin)).padStart(10)} `, tone: 'dim' },
          { text: `${cell(subject, Math.min(28, Math.floor(width / 4)), theme)} `, tone: 'strong' },
          { text: words, tone },
        ],
        width,
        theme,
      ),
    ),
  ];
}

/** So many events are shown of what led to a moment. */
const shownEvents = 6;

function eventsUntil(events: EventList, until: number): readonly EventLine[] {
  const found: EventLine[] = [];
  for (let seq = events.end() - 1; seq >= events.first() && found.length < shownEvents; seq--) {
    const event = events.get(seq);
    if (event && Date.parse(event.time) < until) found.unshift(event);
  }
  return found;
}

function criticalRows({ start, theme, width }: TimelineInput): readonly Row[] {
  const path = criticalPath(start);
  if (!path) return [];
  const [head, ...legs] = criticalText(path);
  const row = (text: string, tone: Tone): Row => toRow([{ text, tone }], width, theme);
  return [row('', 'dim'), row(head!, 'strong'), ...legs.map((leg) => row(leg, 'plain'))];
}

/** Pieces in as many rows as they need. */
function flow(pieces: readonly Segment[], width: number, theme: Theme): readonly Row[] {
  const rows: Segment[][] = [[]];
  let used = 0;
  for (const piece of pieces) {
    if (used + piece.text.trimEnd().length > width) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)!.push(piece);
    used += piece.text.length;
  }
  return rows.map((row) => {
    const last = row.at(-1);
    return toRow(last ? [...row.slice(0, -1), { ...last, text: last.text.trimEnd() }] : row, width, theme);
  });
}
