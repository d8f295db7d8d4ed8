import type { ContainerUsage } from '../../events/traffic.ts';
import type { ContainerView, PodView, ProjectView } from '../../events/view.ts';
import { shownState } from '../../ui/view/container-state.ts';
import type { Talk } from './talk.ts';

/** How a container looks: `good` is as it should be, `busy` is on its way, `bad` needs a person, `off` does not run. */
export type Mood = 'good' | 'busy' | 'bad' | 'off';

export interface PictureContainer {
  readonly name: string;
  readonly role: ContainerView['role'];
  readonly mood: Mood;
  readonly state: string;
  readonly isProxy: boolean;
  readonly usage?: ContainerUsage;
}

/** A box of the picture. Lengths are pixels from the upper left corner. */
export interface Box {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Absent for a Service and for somebody outside. */
  readonly pod?: {
    readonly phase: string;
    readonly mood: Mood;
    readonly ip: string;
    readonly containers: readonly PictureContainer[];
  };
}

/** An arrow between two boxes. */
export interface Arrow {
  readonly from: Box;
  readonly to: Box;
  readonly talks: readonly Talk[];
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

export const sizes = { podWidth: 216, outsideWidth: 168, head: 46, row: 24, gapX: 148, gapY: 20, margin: 8 };

/**
 * The pods at a moment, who calls left of who is called.
 *
 * @param now milliseconds since 1970.
 */
export function pictureOf(
  view: ProjectView,
  talks: readonly Talk[],
  usageOf: (pod: string) => readonly ContainerUsage[],
  now: number,
): Picture {
  const all = Object.values(view.pods);
  const there = all.filter(({ removed }) => !removed);
  // A recording ends with its pods: what they were is more than an empty picture.
  const pods = there.length > 0 ? there : all;
  const others = [...new Set(talks.flatMap(({ from, to }) => [from, to]))].filter(
    (id) => !pods.some(({ name }) => name === id),
  );
  const columns = columnsOf([...pods.map(({ name }) => name), ...others], talks);
  const boxes = placed(columns, (id) => {
    const pod = pods.find(({ name }) => name === id);
    return pod && podOf(pod, usageOf(id), now);
  });
  const arrows = arrowsOf(boxes, talks);
  const right = Math.max(0, ...boxes.map(({ x, width }) => x + width));
  const bottom = Math.max(0, ...boxes.map(({ y, height }) => y + height));
  return { width: right + sizes.margin, height: bottom + sizes.margin, boxes, arrows };
}

function podOf(pod: PodView, usage: readonly ContainerUsage[], now: number): NonNullable<Box['pod']> {
  const containers = pod.containers.map((container): PictureContainer => {
    const { glyph, text } = shownState(container, pod, now);
    const used = usage.find((one) => one.container === container.name);
    return {
      name: container.name,
      role: container.role,
      mood: glyph === 'on' ? 'good' : glyph,
      state: text,
      isProxy: pod.asks?.capture?.proxy === container.name,
      ...(used && container.state.is === 'running' && { usage: used }),
    };
  });
  return { phase: phaseOf(pod), mood: moodOf(pod, containers), ip: pod.ip ?? '', containers };
}

function phaseOf(pod: PodView): string {
  if (pod.removed) return 'Removed';
  if (pod.terminating && !pod.outcome) return 'Terminating';
  if (pod.phase === 'Running') return pod.ready ? 'Ready' : 'Not ready';
  return pod.phase;
}

function moodOf({ outcome, ready, removed }: PodView, containers: readonly PictureContainer[]): Mood {
  if (outcome?.phase === 'Failed' || containers.some(({ mood }) => mood === 'bad')) return 'bad';
  if (outcome || removed) return 'off';
  return ready ? 'good' : 'busy';
}

/** A box stands right of all that call it; a call that would close a circle is left out of that. */
function columnsOf(ids: readonly string[], talks: readonly Talk[]): readonly (readonly string[])[] {
  const calls = withoutCircles(talks);
  const rankOf = (id: string): number =>
    Math.max(0, ...calls.filter(({ to }) => to === id).map(({ from }) => rankOf(from) + 1));
  const ranks = ids.map(rankOf);
  const used = [...new Set(ranks)].sort((a, b) => a - b);
  return used.map((rank) => ids.filter((_, at) => ranks[at] === rank));
}

type Call = Pick<Talk, 'from' | 'to'>;

function withoutCircles(talks: readonly Talk[]): readonly Call[] {
  const calls: Call[] = [];
  const leads = (from: string, to: string): boolean =>
    from === to || calls.some((call) => call.from === from && leads(call.to, to));
  for (const { from, to } of talks) {
    const isKnown = calls.some((call) => call.from === from && call.to === to);
    if (!isKnown && !leads(to, from)) calls.push({ from, to });
  }
  return calls;
}

function placed(columns: readonly (readonly string[])[], podFor: (id: string) => Box['pod']): readonly Box[] {
  let x = sizes.margin;
  return columns.flatMap((ids) => {
    let y = sizes.margin;
    const boxes = ids.map((id): Box => {
      const pod = podFor(id);
      const width = pod ? sizes.podWidth : sizes.outsideWidth;
      const height = sizes.head + (pod ? pod.containers.length * sizes.row + 8 : 0);
      const box = { id, x, y, width, height, ...(pod && { pod }) };
      y += height + sizes.gapY;
      return box;
    });
    x += Math.max(...boxes.map(({ width }) => width)) + sizes.gapX;
    return boxes;
  });
}

function arrowsOf(boxes: readonly Box[], talks: readonly Talk[]): readonly Arrow[] {
  const arrows = new Map<string, Arrow>();
  for (const talk of talks) {
    const [from, to] = [talk.from, talk.to].map((id) => boxes.find((box) => box.id === id));
    if (!from || !to) continue;
    const key = `${talk.from} ${talk.to}`;
    arrows.set(key, { from, to, talks: [...(arrows.get(key)?.talks ?? []), talk] });
  }
  return [...arrows.values()];
}
