import type { ContainerView } from './container-view.ts';
import type { HookSpan, InstanceSpan } from './instance-span.ts';
import type { ContainerSummary, HookKind } from './types.ts';
import type { ProjectView } from './view.ts';

/** `created` is made but not running, `running` not yet started, `started` not (or no longer) ready. */
export type BarKind = 'created' | 'running' | 'started' | 'ready' | 'terminating';

/** Times are milliseconds since 1970. */
interface Bar {
  readonly kind: BarKind;
  readonly from: number;
  readonly to: number;
}

interface HookBar {
  readonly hook: HookKind;
  readonly from: number;
  readonly to: number;
  readonly ok: boolean;
}

/** The end of an instance. */
export interface Exit {
  readonly at: number;
  readonly exitCode: number;
  readonly signal?: string;
}

/** A container over time: its bars one after another, a gap where no instance was there. */
export interface TimelineRow {
  readonly pod: string;
  readonly container: string;
  readonly role: ContainerSummary['role'];
  readonly restarts: number;
  readonly bars: readonly Bar[];
  readonly hooks: readonly HookBar[];
  readonly exits: readonly Exit[];
}

export interface Timeline {
  readonly project: string;
  readonly from: number;
  readonly to: number;
  /** Where it all began, if only a part is shown. */
  readonly origin?: number;
  readonly rows: readonly TimelineRow[];
}

/**
 * Every container's life so far.
 *
 * @param now milliseconds since 1970: bars of what still runs end there.
 */
export function timelineOf(view: ProjectView, now: number): Timeline {
  const pods = Object.values(view.pods);
  const from = Math.min(...pods.map(({ created }) => Date.parse(created)), now);
  const over = pods.length > 0 && pods.every(({ outcome }) => outcome);
  const last = Date.parse(view.time);
  const to = Math.max(over && !Number.isNaN(last) ? last : now, from + 1);
  const rows = pods.flatMap((pod) => pod.containers.map((one) => rowOf(pod.name, one, to)));
  return { project: view.project, from, to, rows };
}

function rowOf(pod: string, { name, role, restarts, spans }: ContainerView, to: number): TimelineRow {
  return {
    pod,
    container: name,
    role,
    restarts,
    bars: spans.flatMap((span) => barsOf(span, to)),
    hooks: spans.flatMap(({ hooks }) => hooks.map((hook) => hookBar(hook, to))),
    exits: spans.flatMap(exitOf),
  };
}

/** One instance, cut into its phases. */
function barsOf(span: InstanceSpan, to: number): readonly Bar[] {
  const ms = (time: string | undefined): number | undefined =>
    time === undefined ? undefined : Date.parse(time);
  const end = ms(span.terminated) ?? to;
  const [created, running, started, terminating] = [
    ms(span.created),
    ms(span.running),
    ms(span.started),
    ms(span.terminating),
  ];
  const stop = terminating ?? end;
  const bars: Bar[] = [];
  const add = (kind: BarKind, from: number | undefined, until: number): void => {
    if (from !== undefined && until > from) bars.push({ kind, from, to: until });
  };
  add('created', created, running ?? end);
  add('running', running, Math.min(started ?? stop, stop));
  let at = started;
  for (const { from, to: until } of span.ready) {
    const [begin, finish] = [Date.parse(from), Math.min(ms(until) ?? stop, stop)];
    add('started', at, begin);
    add('ready', begin, finish);
    at = finish;
  }
  add('started', at, stop);
  add('terminating', terminating, end);
  return bars;
}

function hookBar({ hook, from, to, ok }: HookSpan, end: number): HookBar {
  return { hook, from: Date.parse(from), to: to === undefined ? end : Date.parse(to), ok: ok ?? true };
}

function exitOf({ terminated, exitCode, signal }: InstanceSpan): readonly Exit[] {
  if (terminated === undefined || exitCode === undefined) return [];
  return [{ at: Date.parse(terminated), exitCode, ...(signal === undefined ? {} : { signal }) }];
}

/** Distances between marks of an axis, in milliseconds: seconds, minutes and hours as people count them. */
const steps = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000,
  600_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 43_200_000, 86_400_000, 604_800_000,
];

interface Tick {
  readonly at: number;
  /** Since the beginning: `0`, `500ms`, `15s`, `2m`. */
  readonly label: string;
}

/** At most so many marks with round distances from where it all began. */
export function ticksOf(
  { from, to, origin = from }: Pick<Timeline, 'from' | 'to' | 'origin'>,
  most: number,
): readonly Tick[] {
  const step = steps.find((one) => (to - from) / one <= Math.max(1, most)) ?? steps.at(-1)!;
  const ticks: Tick[] = [];
  for (let offset = Math.ceil((from - origin) / step) * step; origin + offset <= to; offset += step)
    ticks.push({ at: origin + offset, label: offsetLabel(offset) });
  return ticks;
}

/** `0`, `250ms`, `1.5s`, `2m`, `1m30s`, `3h`. */
export function offsetLabel(ms: number): string {
  if (ms === 0) return '0';
  if (ms < 1000) return `${ms}ms`;
  if (ms < 60_000) return `${ms / 1000}s`;
  const [hours, minutes, seconds] = [
    Math.floor(ms / 3_600_000),
    Math.floor(ms / 60_000) % 60,
    Math.floor(ms / 1000) % 60,
  ];
  return `${hours ? `${hours}h` : ''}${minutes ? `${minutes}m` : ''}${seconds ? `${seconds}s` : ''}`;
}
