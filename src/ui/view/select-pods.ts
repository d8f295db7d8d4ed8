import { endOfGrace } from '../../events/explain/stopping.ts';
import { waitsFor } from '../../events/explain/waits-for.ts';
import type { ContainerView, PodView, ProjectView } from '../../events/view.ts';
import { type ContainerRef, keyOf, type UiState } from '../model.ts';
import type { ContainerStats } from '../ports.ts';
import { shownState } from './container-state.ts';
import { cell, type Row, type Segment, toEnds, toRow } from './row.ts';
import type { Theme, Tone } from './theme.ts';
import { bytes, left, percent } from './words.ts';

interface PodsInput {
  readonly view: ProjectView;
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

/** A row of the list, and the container that it shows, if it shows one. */
interface PodsRow {
  readonly row: Row;
  readonly of?: ContainerRef;
}

/** Every pod with its containers in start order; no more rows than `most`, those around the selection. */
export function selectPods(input: PodsInput, most: number): readonly PodsRow[] {
  const { view, ui, theme, width } = input;
  const pods = Object.values(view.pods);
  if (pods.length === 0) return [];
  const columns = columnsOf(pods, width);
  const rows: PodsRow[] = [];
  let selected = 0;
  for (const pod of pods) {
    rows.push({ row: podRow(pod, input) });
    for (const container of pod.containers) {
      const isSelected = ui.selected?.pod === pod.name && ui.selected.container === container.name;
      if (isSelected) selected = rows.length;
      rows.push({
        row: containerRow(pod, container, isSelected, columns, input),
        of: { pod: pod.name, container: container.name },
      });
    }
  }
  const head = headRow(columns, width, theme);
  return [{ row: head }, ...around(rows, selected, Math.max(1, most - 1))];
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
  pod: PodView,
  container: ContainerView,
  isSelected: boolean,
  columns: Columns,
  { ui, stats, theme, width, now }: PodsInput,
): Row {
  const { glyph, tone, text } = shownState(container, pod, now);
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

/** Name, phase and what it waits for on the left; address and capture on the right. */
function podRow(pod: PodView, { theme, width, now }: PodsInput): Row {
  const wide = width >= 110;
  const { text, tone } = podState(pod, now);
  const leftEnd: Segment[] = [
    { text: `${pod.name} `, tone: 'title' },
    { text, tone },
  ];
  const waits = waitsFor(pod, now);
  if (waits && !pod.outcome) {
    const until = left(waits.until, now);
    leftEnd.push({
      text: ` ${theme.glyphs.dot} waits for ${waits.text}${until === undefined ? '' : `, ${until}`}`,
    });
  }
  const rightEnd: Segment[] = [
    ...(wide && pod.ip !== undefined ? [{ text: `${pod.ip} `, tone: 'dim' as const }] : []),
    captureSegment(pod, wide),
  ];
  return toEnds(leftEnd, rightEnd, width, theme);
}

function captureSegment({ capture }: PodView, wide: boolean): Segment {
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
    return { text: `Terminating, ${left(endOfGrace(pod), now)} left`, tone: 'busy' };
  }
  if (pod.ready) return { text: 'Running, ready', tone: 'good' };
  if (pod.waitsForPods.length > 0) return { text: 'Waiting', tone: 'busy' };
  return { text: pod.phase, tone: 'busy' };
}

/** The part of a list that has the selected row. */
function around<T>(rows: readonly T[], selected: number, most: number): readonly T[] {
  if (rows.length <= most) return rows;
  const start = Math.min(Math.max(0, selected - Math.floor(most / 2)), rows.length - most);
  return rows.slice(start, start + most);
}
