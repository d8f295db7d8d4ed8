import { timelineOf } from '../../events/timeline.ts';
import { axisText, type CellKind, cellsOf, glyphOf, legend, rowLabel } from '../../events/timeline-text.ts';
import type { ProjectView } from '../../events/view.ts';
import type { Ring } from '../../logs/keep/ring.ts';
import type { LogPane } from '../log/log-pane.ts';
import type { Traffic } from '../ports.ts';
import type { EventLine } from './event-list.ts';
import { cell, type Row, type Segment, toRow, toTextRow } from './row.ts';
import type { Theme, Tone } from './theme.ts';
import { bytes } from './words.ts';

/** The rows of the log with the cursor and the marks in front. */
export function selectLogs(pane: LogPane, view: ProjectView, theme: Theme, width: number): readonly Row[] {
  const rows = pane.rows();
  if (rows.length === 0) return [toRow([{ text: emptyLog(view, pane), tone: 'dim' }], width, theme)];
  return rows.map(({ text, isCursor, isMarked }) => {
    const gutter = isCursor ? theme.glyphs.selected : isMarked ? theme.glyphs.mark : ' ';
    return theme.paint(gutter, isMarked ? 'busy' : 'accent') + toTextRow(text, width - 1, theme);
  });
}

function emptyLog({ pods }: ProjectView, pane: LogPane): string {
  if (pane.hasLines()) return ' No line passes the filter; esc clears it.';
  const running = Object.values(pods).some((pod) =>
    pod.containers.some(({ state }) => state.is === 'running'),
  );
  return running ? ' No container has written anything yet.' : ' No container runs yet.';
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

/** One bar a container under an axis, and what the glyphs mean. */
export function selectTimeline(view: ProjectView, theme: Theme, width: number, now: number): readonly Row[] {
  const timeline = timelineOf(view, now);
  const labels = timeline.rows.map((row) => rowLabel(row, timeline));
  const label = Math.min(Math.max(4, ...labels.map(({ length }) => length)), Math.floor(width / 4));
  const columns = Math.max(10, width - label - 10);
  const axis = ' '.repeat(label + 9) + axisText(timeline, columns);
  const bars = timeline.rows.map((row, at) =>
    toRow(
      [
        { text: cell(labels[at]!, label, theme), tone: row.role === 'app' ? 'strong' : 'plain' },
        { text: ` ${cell(row.role, 7, theme)} `, tone: 'dim' },
        ...cellsOf(row, timeline, columns).map(({ kind, count }) => ({
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
  return [
    toRow([{ text: axis, tone: 'dim' }], width, theme),
    ...bars,
    toRow([], width, theme),
    ...flow(key, width, theme),
  ];
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

/** The newest events at the bottom. `back` counts from the end. */
export function selectEvents(
  events: Ring<EventLine>,
  back: number,
  height: number,
  theme: Theme,
  width: number,
): readonly Row[] {
  const end = Math.max(
    Math.min(events.end() - back, events.end()),
    Math.min(events.first() + height, events.end()),
  );
  const rows: Row[] = [];
  for (let seq = Math.max(events.first(), end - height); seq < end; seq++) {
    const event = events.get(seq);
    if (event) rows.push(eventRow(event, theme, width));
  }
  return rows.length > 0
    ? rows
    : [toRow([{ text: ' Nothing has happened yet.', tone: 'dim' }], width, theme)];
}

function eventRow({ time, subject, text, tone }: EventLine, theme: Theme, width: number): Row {
  const who = cell(subject, Math.min(28, Math.floor(width / 4)), theme);
  return toRow(
    [
      { text: `${time.slice(11, 23)} `, tone: 'dim' },
      { text: `${who} `, tone: 'strong' },
      { text, tone },
    ],
    width,
    theme,
  );
}

/** Rules with their counters, then the open flows; undefined while the first answer is on its way. */
export function selectTraffic(
  traffic: Traffic | { readonly problem: string } | undefined,
  pod: string | undefined,
  theme: Theme,
  width: number,
): readonly Row[] {
  const say = (text: string): readonly Row[] => [toRow([{ text: ` ${text}`, tone: 'dim' }], width, theme)];
  if (pod === undefined) return say('There is no pod yet.');
  if (traffic === undefined) return say(`Asking for the rules of pod ${pod}`);
  if ('problem' in traffic) return say(traffic.problem);
  const name = Math.min(Math.max(4, ...traffic.rules.map((rule) => rule.name.length)), Math.floor(width / 3));
  const purpose = Math.max(8, width - name - 20);
  const head = `${cell('RULE', name, theme)} ${cell('PURPOSE', purpose, theme)}   PACKETS   BYTES`;
  const rules = traffic.rules.map(({ name: rule, purpose: why, packets, bytes: size }) =>
    toRow(
      [
        { text: cell(rule, name, theme), tone: packets > 0 ? 'strong' : 'dim' },
        { text: ` ${cell(why, purpose, theme)}`, tone: 'dim' },
        { text: ` ${cell(String(packets), 9, theme, 'right')}`, tone: packets > 0 ? 'accent' : 'dim' },
        { text: ` ${cell(bytes(size), 7, theme, 'right')}`, tone: 'dim' },
      ],
      width,
      theme,
    ),
  );
  const flows = traffic.flows.map((flow) =>
    toRow(
      [
        { text: `${cell(flow.protocol, 4, theme)} ${cell(flow.state ?? '', 11, theme)} `, tone: 'dim' },
        { text: `${flow.source} ${theme.glyphs.arrow} ${flow.destination}` },
        { text: ` ${flow.takenBy}${flow.rule === undefined ? '' : ` (${flow.rule})`}`, tone: 'accent' },
      ],
      width,
      theme,
    ),
  );
  const title = (text: string): Row => toRow([{ text, tone: 'dim' }], width, theme);
  return [
    title(`Pod ${pod}`),
    title(head),
    ...(rules.length > 0 ? rules : say('No rules: capture is off.')),
    title(''),
    title('OPEN FLOWS, to whom they were addressed'),
    ...(flows.length > 0 ? flows : say('None.')),
  ];
}
