import type { PodView, ProjectView } from '../../events/view.ts';
import type { Finding } from '../../findings/finding.ts';
import { findingLine } from '../../findings/words.ts';
import { sanitize } from '../../logs/line/sanitize.ts';
import { type ActionId, type Keymap, keyLabel } from '../input/keymap.ts';
import type { LogPane } from '../log/log-pane.ts';
import { type UiState, type ViewName, viewNames } from '../model.ts';
import type { ReplayStatus } from '../ports.ts';
import { candidates } from '../update/commands.ts';
import { cell, columnsOf, type Row, type Segment, toEnds, toRow, wrapWords } from './row.ts';
import type { Theme } from './theme.ts';
import { age, clock, count } from './words.ts';

interface Titled {
  readonly view: ProjectView;
  readonly replay?: ReplayStatus | undefined;
  /** The pods whose packets are recorded. */
  readonly recorded: readonly string[];
}

/** The first row: the project, how many pods, for how long, and what is recorded; in a replay where it stands. */
export function selectTitle(
  { view, replay, recorded }: Titled,
  theme: Theme,
  width: number,
  now: number,
): Row {
  const pods = Object.values(view.pods);
  const begun = Math.min(...pods.map(({ created }) => Date.parse(created)));
  const left: Segment[] = [
    { text: 'outrider ', tone: 'title' },
    { text: view.project, tone: 'strong' },
  ];
  const right = replay
    ? `${replay.playing ? 'replay' : 'replay paused'} ${clock(replay.offsetMs)} / ${clock(replay.durationMs)} at ${replay.speed}x`
    : pods.length === 0
      ? 'waiting for the first event'
      : `${count(pods.length, 'pod')}${inWords(pods)}, ${age(now - begun)}`;
  const recording = recorded.length === 0 ? '' : `recording the packets of ${recorded.join(', ')}  `;
  return toEnds(
    left,
    [
      { text: recording, tone: 'busy' },
      { text: right, tone: 'dim' },
    ],
    width,
    theme,
  );
}

/** `: 5 ready, 1 not ready, 1 failed`, without what is nobody's. */
function inWords(pods: readonly PodView[]): string {
  const failed = pods.filter(({ outcome }) => outcome?.phase === 'Failed').length;
  const done = pods.filter(({ outcome }) => outcome?.phase === 'Succeeded').length;
  const ready = pods.filter((pod) => pod.ready && !pod.outcome && !pod.terminating).length;
  const counts = [
    [ready, 'ready'],
    [pods.length - ready - done - failed, 'not ready'],
    [done, 'completed'],
    [failed, 'failed'],
  ] as const;
  return `: ${counts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}`)
    .join(', ')}`;
}

/** What is wrong first and how to mend it, for the rows below the title: none while all is well. */
export function selectTrouble(
  findings: readonly Finding[],
  severalPods: boolean,
  theme: Theme,
  width: number,
): readonly Row[] {
  const [first] = findings;
  if (!first || width < 20) return [];
  const more = findings.length > 1 ? ` (+${findings.length - 1} more)` : '';
  const text = sanitize(`${findingLine(first, severalPods)}${more}`, { colors: false });
  const lines = wrapWords(`${theme.glyphs.bad} ${text}`, width);
  const shown =
    lines.length > troubleRows
      ? [...lines.slice(0, troubleRows - 1), lines.slice(troubleRows - 1).join(' ')]
      : lines;
  return shown.map((line) => toRow([{ text: line, tone: 'bad' }], width, theme));
}

/** A cause with its cure fits into so many rows of a narrow terminal. */
const troubleRows = 2;

const titles: Readonly<Record<ViewName, string>> = {
  logs: 'Logs',
  timeline: 'Timeline',
  traffic: 'Traffic',
  events: 'Events',
};

/** The names of the views with their keys, and what is special about the log just now. */
export function selectTabs(
  ui: UiState,
  log: ReturnType<LogPane['status']>,
  keymap: Keymap,
  theme: Theme,
  width: number,
): Row {
  const tabs = viewNames.flatMap((name): Segment[] => {
    const isOpen = ui.view === name;
    return [
      { text: tabText(name, isOpen, keymap), tone: isOpen ? 'accent' : 'dim' },
      { text: theme.glyphs.line, tone: 'dim' },
    ];
  });
  const status = ui.view === 'logs' ? logStatus(ui, log, theme) : viewStatus(ui, ui.view, theme);
  const taken = [...tabs, ...status].reduce((sum, { text }) => sum + columnsOf(text), 0);
  const line = { text: theme.glyphs.line.repeat(Math.max(0, width - taken - 1)), tone: 'dim' as const };
  return toEnds([...tabs, line], status, width, theme);
}

function tabText(name: ViewName, isOpen: boolean, keymap: Keymap): string {
  const key = keyLabel(keymap.keysOf(name)[0] ?? '');
  const text = `${key} ${titles[name]}`.trim();
  return isOpen ? `[${text}]` : ` ${text} `;
}

/** The view whose tab is in a column; see `selectTabs`. */
export function tabAt(column: number, open: ViewName, keymap: Keymap): ViewName | undefined {
  let end = 0;
  return viewNames.find((name) => {
    const start = end;
    end += columnsOf(tabText(name, name === open, keymap)) + 1;
    return column >= start && column < end - 1;
  });
}

function viewStatus(ui: UiState, view: Exclude<ViewName, 'logs'>, theme: Theme): readonly Segment[] {
  const filter = ui.filters[view];
  const parts = [
    ...(filter === '' ? [] : [`/${clip(filter, theme)}`]),
    ...(view === 'timeline' && ui.timeline.part !== 'all' ? [ui.timeline.part] : []),
    ...(view === 'traffic' && ui.traffic.sort !== 'state' ? [`by ${ui.traffic.sort}`] : []),
  ];
  return parts.length === 0 ? [] : [{ text: parts.join('  '), tone: 'accent' }];
}

function logStatus({ log }: UiState, pane: ReturnType<LogPane['status']>, theme: Theme): readonly Segment[] {
  const parts: Segment[] = [];
  const add = (text: string, tone: Segment['tone'] = 'accent'): void => {
    parts.push({ text: parts.length === 0 ? text : `  ${text}`, tone: tone! });
  };
  if (log.filter !== '') add(`/${clip(log.filter, theme)}`);
  if (log.search !== '') add(`#${clip(log.search, theme)}`);
  if (log.filter !== '' && log.context > 0) add(`+-${log.context} lines`);
  if (log.level) add(`level ${log.level}`);
  if (log.windowSeconds !== undefined) add(`last ${age(log.windowSeconds * 1000)}`);
  if (log.instance) add(`${log.instance.container}, attempt ${log.instance.attempt + 1}`);
  const muted = log.muted.size + log.mutedRoles.size + log.mutedPatterns.length;
  if (muted > 0) add(`${muted} muted`, 'busy');
  if (pane.cleared) add('cleared', 'busy');
  if (pane.dropped > 0) add(`${pane.dropped} lines lost`, 'bad');
  if (pane.following) add('following', 'good');
  else add(pane.newLines > 0 ? `PAUSED, ${pane.newLines} new` : 'PAUSED', 'busy');
  return parts;
}

function clip(text: string, theme: Theme): string {
  return cell(text, Math.min(16, columnsOf(text)), theme);
}

const hints: readonly (readonly [ActionId, string])[] = [
  ['help', 'help'],
  ['quit', 'quit'],
  ['filter', 'filter'],
  ['search', 'search'],
  ['follow', 'pause'],
  ['why', 'why'],
  ['restart', 'restart'],
  ['shell', 'shell'],
  ['toggle', 'mute'],
  ['capture', 'capture'],
  ['palette', 'command'],
  ['focus', 'focus'],
  ['zoom', 'zoom'],
  ['detach', 'detach'],
];

const replayHints: readonly (readonly [ActionId, string])[] = [
  ['play', 'play/pause'],
  ['back', 'back'],
  ['forward', 'forward'],
  ['slower', 'slower'],
  ['faster', 'faster'],
];

/** The last row: a question, what is typed, a notice, or the keys that matter. */
export function selectFooter(ui: UiState, keymap: Keymap, replay: boolean, theme: Theme, width: number): Row {
  if (ui.confirm)
    return toRow(
      [{ text: `${ui.confirm.question} `, tone: 'bad' }, { text: 'y yes, any other key no' }],
      width,
      theme,
    );
  if (ui.prompt) return promptRow(ui.prompt, theme, width);
  if (ui.notice) return toRow([{ text: ui.notice.text, tone: ui.notice.tone }], width, theme);
  const segments: Segment[] = [];
  let used = 0;
  for (const [action, word] of [...(replay ? replayHints : []), ...hints]) {
    const key = keyLabel(keymap.keysOf(action)[0] ?? '');
    const more = key.length + word.length + 1 + (used > 0 ? 2 : 0);
    if (key === '' || used + more > width) continue;
    segments.push(
      { text: `${used > 0 ? '  ' : ''}${key}`, tone: 'accent' },
      { text: ` ${word}`, tone: 'dim' },
    );
    used += more;
  }
  return toRow(segments, width, theme);
}

const prefixes = { filter: '/', search: '#', command: ':' } as const;

/** What is typed, its end always in sight, with a block for the cursor. */
function promptRow(
  { kind, text, problem }: NonNullable<UiState['prompt']>,
  theme: Theme,
  width: number,
): Row {
  const room = Math.max(4, width - 4 - (problem === undefined ? 0 : Math.min(problem.length, width / 2)));
  const tail = text.length > room ? `${theme.glyphs.more}${text.slice(-(room - 1))}` : text;
  const help =
    problem === undefined
      ? kind === 'command'
        ? '  enter runs it, tab completes'
        : '  enter keeps it, esc takes it back'
      : `  ${problem}`;
  return toRow(
    [
      { text: prefixes[kind], tone: 'accent' },
      { text: tail, tone: 'strong' },
      { text: ' ', tone: 'cursor' },
      { text: help, tone: problem === undefined ? 'dim' : 'bad' },
    ],
    width,
    theme,
  );
}

/** What the palette offers, for the rows above the prompt. */
export function selectCandidates(text: string, theme: Theme, width: number, most: number): readonly Row[] {
  const found = candidates(text).slice(0, most);
  return found.map(({ name, argument, description }, at) => {
    const words = argument === undefined ? name : `${name} ${argument}`;
    return toRow(
      [
        { text: ` ${words.padEnd(20)} `, tone: at === 0 ? 'selected' : 'strong' },
        { text: ` ${description}`, tone: 'dim' },
      ],
      width,
      theme,
    );
  });
}
