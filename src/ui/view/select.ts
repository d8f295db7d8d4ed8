import type { Traffic } from '../../events/traffic.ts';
import type { OutriderEvent } from '../../events/types.ts';
import type { ProjectView } from '../../events/view.ts';
import type { Finding } from '../../findings/finding.ts';
import type { Keymap } from '../input/keymap.ts';
import type { LogPane } from '../log/log-pane.ts';
import type { UiState } from '../model.ts';
import type { ContainerStats, ReplayStatus } from '../ports.ts';
import type { Places } from '../update/update-mouse.ts';
import type { EventList } from './event-list.ts';
import { listPods } from './pod-list.ts';
import type { Row } from './row.ts';
import { toRow } from './row.ts';
import {
  selectCandidates,
  selectFooter,
  selectTabs,
  selectTitle,
  selectTrouble,
  tabAt,
} from './select-bars.ts';
import { selectEvents } from './select-events.ts';
import { roomBeside, type ShownGuide, withGuide } from './select-guide.ts';
import { selectLogs } from './select-logs.ts';
import { selectOverlay } from './select-overlay.ts';
import { selectPods } from './select-pods.ts';
import { selectStep } from './select-step.ts';
import { selectTimeline } from './select-timeline.ts';
import { selectTraffic } from './select-traffic.ts';
import type { Theme } from './theme.ts';

/** Everything that a screen shows. */
interface ScreenInput {
  readonly view: ProjectView;
  /** What is wrong with the pods, the first cause first. */
  readonly findings: readonly Finding[];
  readonly ui: UiState;
  readonly pane: LogPane;
  readonly events: EventList;
  /** What the start of a pod consisted of. */
  readonly startOf: (pod: string) => readonly OutriderEvent[];
  readonly stats: ReadonlyMap<string, ContainerStats>;
  readonly traffic?: Traffic | { readonly problem: string } | undefined;
  /** Quitting closes the view and leaves the pods as they are. */
  readonly leaveAtOnce: boolean;
  /** Keys change nothing of the pods. */
  readonly readOnly: boolean;
  /** The pods whose packets are recorded. */
  readonly recorded: readonly string[];
  readonly replay?: ReplayStatus | undefined;
  readonly guide?: ShownGuide | undefined;
  readonly keymap: Keymap;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A screen from top to bottom; together the parts have as many rows as the terminal. */
export interface Frame {
  readonly title: readonly Row[];
  readonly pods: readonly Row[];
  readonly tabs: readonly Row[];
  readonly body: readonly Row[];
  readonly footer: readonly Row[];
}

/** A frame, and what stands where in it. */
export interface Screen {
  readonly frame: Frame;
  readonly places: Places;
}

/** What is on the screen. The pane gets the size that is left for it. */
export function selectScreen(input: ScreenInput): Screen {
  const { view, ui, pane, keymap, theme, width, height, now } = input;
  const several = Object.keys(view.pods).length > 1;
  const trouble = height < leastForTrouble ? [] : selectTrouble(input.findings, several, theme, width);
  const next = selectStep(view, ui.selected?.pod, keymap, input.readOnly, theme, width);
  const title = [selectTitle(input, theme, width, now), ...next, ...trouble];
  const pods = listPods(view, input.findings, ui.list);
  const list = ui.zoom || ui.overlay?.type === 'help' ? [] : selectPods({ ...input, pods }, podRows(height));
  const room = Math.max(1, height - title.length - list.length - 2);
  const guide = ui.overlay ? undefined : input.guide;
  const left = roomBeside(guide, width, room);
  pane.resize(Math.max(1, left.width - 1), left.height);
  const main = bodyRows({ ...input, width: left.width }, left.height);
  const body = withGuide(guide, filled(main, left.height, theme, left.width), { width, room, theme });
  const frame = {
    title,
    pods: list.map(({ row }) => row),
    tabs: [selectTabs(ui, pane.status(), keymap, theme, width)],
    body,
    footer: [selectFooter(ui, keymap, input.replay !== undefined, theme, width)],
  };
  const places = {
    titleRows: title.length,
    list: list.map(({ place }) => place),
    tabAt: (column: number) => tabAt(column, ui.view, keymap),
    bodyRows: left.height,
  };
  return { frame, places };
}

/** A terminal with fewer rows has none for what is wrong: the pod's row says it. */
const leastForTrouble = 16;

/** The list never takes more than half of the screen. */
function podRows(height: number): number {
  return Math.max(3, Math.floor((height - 3) / 2));
}

function bodyRows(input: ScreenInput, room: number): readonly Row[] {
  const { ui, keymap, theme, width } = input;
  const { leaveAtOnce, readOnly } = input;
  const kind = {
    replay: input.replay !== undefined,
    guided: input.guide !== undefined,
    stepping: Object.values(input.view.pods).some(({ step }) => step),
    leaveAtOnce,
    readOnly,
  };
  if (ui.overlay) return selectOverlay(ui.overlay, input.pane, keymap, kind, theme, width, room);
  const rows = viewRows(input, room);
  if (ui.prompt?.kind !== 'command') return rows;
  const offered = selectCandidates(ui.prompt.text, theme, width, Math.min(8, room));
  return [...filled(rows, room, theme, width).slice(offered.length), ...offered];
}

function viewRows(input: ScreenInput, room: number): readonly Row[] {
  const { view, ui, pane, events, theme, width, now } = input;
  switch (ui.view) {
    case 'logs':
      return selectLogs(pane, view, theme, width);
    case 'timeline': {
      const start = ui.selected ? input.startOf(ui.selected.pod) : [];
      const filter = ui.filters.timeline;
      const rows = selectTimeline({ view, settings: ui.timeline, filter, events, start, theme, width, now });
      return scrolled(rows, ui.scroll.timeline, room);
    }
    case 'traffic': {
      const [pod, settings, filter] = [ui.selected?.pod, ui.traffic, ui.filters.traffic];
      const rows = selectTraffic({ traffic: input.traffic, view, pod, settings, filter, theme, width });
      return scrolled(rows, ui.scroll.traffic, room);
    }
    case 'events': {
      const [filter, back] = [ui.filters.events, ui.scroll.events];
      return selectEvents({ events, filter, back, height: room, theme, width });
    }
  }
}

function scrolled(rows: readonly Row[], by: number, room: number): readonly Row[] {
  const start = Math.min(by, Math.max(0, rows.length - room));
  return rows.slice(start, start + room);
}

function filled(rows: readonly Row[], room: number, theme: Theme, width: number): readonly Row[] {
  const empty = toRow([], width, theme);
  return rows.length >= room
    ? rows.slice(0, room)
    : [...rows, ...new Array<Row>(room - rows.length).fill(empty)];
}
