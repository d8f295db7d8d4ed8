import { endOfGrace } from '../../events/explain/stopping.ts';
import { waitsFor } from '../../events/explain/waits-for.ts';
import type { ContainerView, PodView } from '../../events/view.ts';
import type { Finding } from '../../findings/finding.ts';
import { sanitize } from '../../logs/line/sanitize.ts';
import { type ContainerRef, keyOf, type UiState } from '../model.ts';
import type { ContainerStats } from '../ports.ts';
import type { ListPlace } from '../update/update-mouse.ts';
import { type ShownState, shownState } from './container-state.ts';
import { type Block, type Density, fitPods } from './fit-pods.ts';
import type { ListedPod } from './pod-list.ts';
import { cell, type Row, type Segment, toEnds, toRow } from './row.ts';
import type { Theme, Tone } from './theme.ts';
import { bytes, count, left, percent } from './words.ts';

interface PodsInput {
  readonly pods: readonly ListedPod[];
  readonly ui: UiState;
  readonly stats: ReadonlyMap<string, ContainerStats>;
  readonly theme: Theme;
  readonly width: number;
  readonly now: number;
}

interface Columns {
  readonly name: number;
  readonly state: number;
  readonly image: number;
}

/** Gutter, role, restarts, ready, CPU and memory with a space between all of them. */
const fixed = 3 + 8 + 9 + 6 + 6 + 6;

/** A row of the list, and what it is about. */
interface PodsRow {
  readonly row: Row;
  readonly place: ListPlace;
}

/**
 * The pods with their containers in start order, in no more rows than `most`. Where they do not all fit, pods that are well
 * are folded to one row each, what is in trouble stays in sight, and the rest is counted.
 */
export function selectPods(input: PodsInput, most: number): readonly PodsRow[] {
  const { pods, width, theme } = input;
  if (pods.length === 0) return [];
  const columns = columnsOf(
    pods.map(({ pod }) => pod),
    width,
  );
  const room = Math.max(1, most - 1);
  const fitted = fitPods(
    pods.map((one) => blockOf(one, input.ui)),
    room,
  );
  const rows = pods.flatMap((one, at) => rowsOfPod(one, fitted[at], columns, input));
  const left = pods.filter((_, at) => fitted[at] === undefined);
  const head: PodsRow = { row: headRow(columns, width, theme), place: { is: 'head' } };
  const shown = around(rows, room - Math.sign(left.length), input.ui);
  return [head, ...shown, ...(left.length > 0 ? [moreRow(left, input)] : [])];
}

function blockOf({ pod, findings, health }: ListedPod, { selected, list }: UiState): Block {
  return {
    containers: pod.containers.length,
    mattering: pod.containers.filter((one) => matters(one, pod, findings, selected)).length,
    isSelected: selected?.pod === pod.name,
    inTrouble: health === 'trouble' || health === 'failed',
    fold: list.folds.get(pod.name),
  };
}

function matters(
  { name }: ContainerView,
  pod: PodView,
  findings: readonly Finding[],
  selected: ContainerRef | undefined,
): boolean {
  const isSelected = selected?.pod === pod.name && selected.container === name;
  return isSelected || findings.some((one) => one.container === name);
}

function rowsOfPod(
  listed: ListedPod,
  density: Density | undefined,
  columns: Columns,
  input: PodsInput,
): readonly PodsRow[] {
  if (density === undefined) return [];
  const { pod, findings } = listed;
  const { selected } = input.ui;
  const isFolded = density === 'folded';
  const containers = pod.containers.filter(
    (one) => density === 'full' || (density === 'brief' && matters(one, pod, findings, selected)),
  );
  return [
    { row: podRow(listed, isFolded, input), place: { is: 'pod', pod: pod.name, isFolded } },
    ...containers.map((container): PodsRow => {
      const of = { pod: pod.name, container: container.name };
      return { row: containerRow(listed, container, columns, input), place: { is: 'container', of } };
    }),
  ];
}

/** `12 more pods, 1 in trouble`. */
function moreRow(left: readonly ListedPod[], { theme, width }: PodsInput): PodsRow {
  const bad = left.filter(({ health }) => health === 'trouble' || health === 'failed').length;
  const [first] = left;
  const container = first?.pod.containers[0];
  const of = first && container && { pod: first.pod.name, container: container.name };
  const segments: Segment[] = [
    { text: `  ${left.length} more ${left.length === 1 ? 'pod' : 'pods'}`, tone: 'dim' },
    ...(bad > 0 ? [{ text: `, ${bad} in trouble`, tone: 'bad' as const }] : []),
  ];
  return { row: toRow(segments, width, theme), place: { is: 'more', first: of } };
}

function columnsOf(pods: readonly PodView[], width: number): Columns {
  const longest = Math.max(...pods.flatMap(({ containers }) => containers.map(({ name }) => name.length)), 4);
  const name = Math.min(longest, Math.max(10, Math.floor(width / 5)));
  const image = width >= 150 ? Math.floor(width / 5) : 0;
  return { name, image, state: Math.max(8, width - fixed - name - 1 - (image > 0 ? image + 1 : 0)) };
}

function headRow({ name, state, image }: Columns, width: number, theme: Theme): Row {
  const text = [
    '  ',
    cell('NAME', name, theme),
    ' ROLE    ',
    cell('STATE', state, theme),
    image > 0 ? ` ${cell('IMAGE', image, theme)}` : '',
    ' RESTARTS READY   CPU   MEM',
  ].join('');
  return toRow([{ text, tone: 'dim' }], width, theme);
}

function containerRow(
  { pod, findings }: ListedPod,
  container: ContainerView,
  columns: Columns,
  { ui, stats, theme, width, now }: PodsInput,
): Row {
  const isSelected = ui.selected?.pod === pod.name && ui.selected.container === container.name;
  const finding = findings.find((one) => one.container === container.name);
  const { glyph, tone, text } = withFinding(shownState(container, pod, now), finding);
  const used = container.id === undefined ? undefined : stats.get(container.id);
  const live = container.state.is === 'running' ? used : undefined;
  const key = keyOf({ pod: pod.name, container: container.name });
  const muted = ui.log.muted.has(key) || ui.log.mutedRoles.has(container.role);
  const focused = isSelected && ui.focus === 'containers' && !ui.zoom;
  const segments: Segment[] = [
    { text: isSelected ? theme.glyphs.selected : ' ', tone: 'accent' },
    { text: muted ? theme.glyphs.muted : ' ', tone: 'dim' },
    { text: cell(container.name, columns.name, theme), tone: focused ? 'selected' : nameTone(container) },
    { text: ` ${cell(container.role, 7, theme)} `, tone: 'dim' },
    { text: `${theme.glyphs[glyph]} `, tone },
    { text: cell(text, columns.state - 2, theme), tone: tone === 'good' ? 'plain' : tone },
    ...(columns.image > 0
      ? [{ text: ` ${cell(container.image, columns.image, theme)}`, tone: 'dim' as const }]
      : []),
    {
      text: ` ${cell(String(container.restarts), 8, theme, 'right')}`,
      tone: container.restarts > 0 ? 'busy' : 'dim',
    },
    { text: ` ${cell(readiness(container), 5, theme, 'right')}`, tone: container.ready ? 'good' : 'dim' },
    { text: ` ${cell(live ? percent(live.cpuPercent) : '-', 5, theme, 'right')}`, tone: 'dim' },
    { text: ` ${cell(live ? bytes(live.memoryBytes) : '-', 5, theme, 'right')}`, tone: 'dim' },
  ];
  return toRow(segments, width, theme);
}

function nameTone({ role }: ContainerView): Tone {
  return role === 'app' ? 'strong' : 'plain';
}

function readiness({ role, ready, state }: ContainerView): string {
  if (role === 'init') return '-';
  return ready ? 'yes' : state.is === 'running' ? 'no' : '-';
}

/** A container that runs although something is wrong with it says so. */
function withFinding(state: ShownState, finding: Finding | undefined): ShownState {
  if (!finding || state.tone === 'bad') return state;
  return { glyph: 'bad', tone: 'bad', text: `${state.text}, ${finding.name}` };
}

/** Name, what is wrong or its phase and what it waits for on the left; address and capture on the right. */
function podRow({ pod, findings }: ListedPod, isFolded: boolean, input: PodsInput): Row {
  const { theme, width, ui } = input;
  const wide = width >= 110;
  const isSelected = isFolded && ui.selected?.pod === pod.name;
  const leftEnd: Segment[] = [
    ...(isSelected ? [{ text: theme.glyphs.selected, tone: 'accent' as const }] : []),
    ...(findings.length > 0 && !pod.outcome && !pod.terminating
      ? troubleSegments(pod, findings, theme)
      : stateSegments(pod, input)),
    ...(isFolded ? [{ text: ` ${theme.glyphs.dot} ${count(pod.containers.length, 'container')}` }] : []),
  ];
  const rightEnd: Segment[] = [
    ...(wide && pod.ip !== undefined ? [{ text: `${pod.ip} `, tone: 'dim' as const }] : []),
    captureSegment(pod, wide),
  ];
  return toEnds(leftEnd, rightEnd, width, theme);
}

function troubleSegments({ name }: PodView, findings: readonly Finding[], theme: Theme): readonly Segment[] {
  const message = sanitize(findings[0]!.message, { colors: false });
  const more = findings.length > 1 ? ` (+${findings.length - 1})` : '';
  return [
    { text: `${name} `, tone: 'title' },
    { text: `${theme.glyphs.bad} ${message}${more}`, tone: 'bad' },
  ];
}

function stateSegments(pod: PodView, { theme, now }: PodsInput): readonly Segment[] {
  const { text, tone } = podState(pod, now);
  const segments: Segment[] = [
    { text: `${pod.name} `, tone: 'title' },
    { text, tone },
  ];
  const waits = waitsFor(pod, now);
  if (!waits || pod.outcome) return segments;
  const until = left(waits.until, now);
  const when = until === undefined ? '' : `, ${until}`;
  return [...segments, { text: ` ${theme.glyphs.dot} waits for ${waits.text}${when}` }];
}

function captureSegment({ capture }: PodView, wide: boolean): Segment {
  if (capture.state === 'off' && capture.checking) return { text: 'capture being checked', tone: 'busy' };
  if (capture.state === 'off') return { text: 'capture off', tone: 'dim' };
  if (capture.state === 'failed') return { text: 'capture failed', tone: 'bad' };
  const { mode, backend, rules } = capture;
  return {
    text: wide ? `capture on, ${mode} by ${backend}, ${rules} rules` : 'capture on',
    tone: 'good',
  };
}

function podState(pod: PodView, now: number): { readonly text: string; readonly tone: Tone } {
  if (pod.outcome) {
    const tone = pod.outcome.phase === 'Failed' ? 'bad' : 'good';
    return { text: `${pod.outcome.phase}: ${pod.outcome.message}${pod.removed ? ', removed' : ''}`, tone };
  }
  if (pod.removed) return { text: 'Removed', tone: 'dim' };
  if (pod.terminating) {
    const limit = pod.stepwise ? '' : `, ${left(endOfGrace(pod), now)} left`;
    return { text: `Terminating${limit}`, tone: 'busy' };
  }
  if (pod.ready) return { text: 'Running, ready', tone: 'good' };
  if (pod.waitsForPods.length > 0) return { text: 'Waiting', tone: 'busy' };
  return { text: pod.phase, tone: 'busy' };
}

/** The part of a list that has the selected row: what a person has opened can be longer than the room. */
function around(rows: readonly PodsRow[], most: number, { selected }: UiState): readonly PodsRow[] {
  if (rows.length <= most) return rows;
  const at = rows.findIndex(
    ({ place }) =>
      place.is === 'container' && place.of.pod === selected?.pod && place.of.container === selected.container,
  );
  const start = Math.min(Math.max(0, at - Math.floor(most / 2)), rows.length - most);
  return rows.slice(start, start + most);
}
