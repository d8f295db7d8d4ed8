import type { ContainerSummary, EventOf, OutriderEvent } from './types.ts';

/** A stretch of a start that nothing else could shorten. */
export interface Leg {
  /** What was waited for: `init container setup, until it ends`. */
  readonly what: string;
  /** Milliseconds since the pod was created. */
  readonly from: number;
  readonly to: number;
}

export interface CriticalPath {
  readonly pod: string;
  /** Milliseconds from the creation to Ready; undefined while the pod has not been ready. */
  readonly readyAfter?: number;
  /** Without gaps, from the creation on. */
  readonly legs: readonly Leg[];
  /** A supervisor took the pod over while it ran: only the one before knew what its start waited for. */
  readonly takenOver?: true;
}

/** Something that was done at a moment, and that what comes after it needed. */
interface Milestone {
  readonly what: string;
  readonly at: number;
}

/**
 * What the start of a pod waited for, one thing after another. From Ready backwards: the container that was ready last; its probes; its
 * start; and before that whatever of the things that it needed was done last (KEP-753: init containers and sidecars in list order).
 *
 * @param events of one pod, in their order; of several starts the last one is meant.
 */
export function criticalPath(events: readonly OutriderEvent[]): CriticalPath | undefined {
  const begin = events.findLastIndex(({ type }) => type === 'PodCreated');
  const created = events[begin] as EventOf<'PodCreated'> | undefined;
  if (!created) return undefined;
  const start = Date.parse(created.time);
  const told = events.slice(begin + 1);
  if (told.some((event) => event.type === 'ContainerRunning' && event.adopted))
    return { pod: created.pod, legs: [], takenOver: true };
  const ready = told.find(({ type }) => type === 'PodReady');
  const end = ready ? Date.parse(ready.time) : Number.POSITIVE_INFINITY;
  const before = told.filter(({ time }) => Date.parse(time) <= end);
  const done = milestones(created.containers, before);
  const legs = legsOf(done, start, ready && end);
  return { pod: created.pod, ...(ready && { readyAfter: end - start }), legs };
}

/**
 * In the order of their times; what was done at one moment keeps the order in which it is needed. Init containers and sidecars come one after
 * another, so all of them count; of what comes side by side behind them, only the container that was ready last.
 */
function milestones(
  containers: readonly ContainerSummary[],
  events: readonly OutriderEvent[],
): readonly Milestone[] {
  const all = containers.map((container) => ofContainer(container, events));
  const last = all.reduce(
    (latest, one) => ((one.ready?.at ?? 0) > (latest?.ready?.at ?? 0) ? one : latest),
    all[0],
  );
  const found = [
    ...beforeContainers(events),
    ...all.flatMap((one) => (one.role === 'app' && one !== last ? [] : one.start)),
    ...(last?.ready ? [last.ready] : []),
  ];
  return found
    .map((one, index) => ({ one, index }))
    .sort((a, b) => a.one.at - b.one.at || a.index - b.index)
    .map(({ one }) => one);
}

function beforeContainers(events: readonly OutriderEvent[]): readonly Milestone[] {
  return events.flatMap((event): readonly Milestone[] => {
    const at = Date.parse(event.time);
    switch (event.type) {
      case 'PodReleased':
        return [{ what: 'other pods that it depends on', at }];
      case 'ImagePulled':
        return [{ what: `image ${event.image}`, at }];
      case 'SandboxReady':
        return [{ what: 'its network namespace', at }];
      case 'CaptureApplied':
        return [{ what: 'capture', at }];
      default:
        return [];
    }
  });
}

interface ContainerMilestones {
  readonly role: ContainerSummary['role'];
  /** What those behind it wait for. */
  readonly start: readonly Milestone[];
  readonly ready?: Milestone;
}

function ofContainer(
  { name, role }: ContainerSummary,
  events: readonly OutriderEvent[],
): ContainerMilestones {
  const own = events.filter((event) => 'container' in event && event.container === name);
  const lastOf = (isIt: (event: OutriderEvent) => boolean): number | undefined => {
    const event = own.findLast(isIt);
    return event && Date.parse(event.time);
  };
  const subject = role === 'app' ? name : `${role === 'init' ? 'init container' : role} ${name}`;
  const times = own.filter(({ type }) => type === 'ContainerRunning').length;
  const again = times > 1 ? `, which was started ${times} times` : '';
  const milestone = (what: string, at: number | undefined): readonly Milestone[] =>
    at === undefined ? [] : [{ what: `${subject}, ${what}`, at }];
  const running = milestone(
    `until it runs${again}`,
    lastOf(({ type }) => type === 'ContainerRunning'),
  );
  if (role === 'init') {
    const end = lastOf((event) => event.type === 'ContainerTerminated' && event.exitCode === 0);
    return { role, start: [...running, ...milestone('until it ends', end)] };
  }
  const started = lastOf(({ type }) => type === 'ContainerStarted');
  const [ready] = milestone(
    'until it is ready',
    lastOf(({ type }) => type === 'ContainerReady'),
  );
  return {
    role,
    start: [...running, ...milestone('until it has started', started)],
    ...(ready && { ready }),
  };
}

/** Each milestone ends the stretch that began with the one before it; what took no time is left out. */
function legsOf(done: readonly Milestone[], start: number, end: number | undefined): readonly Leg[] {
  const legs: Leg[] = [];
  let from = start;
  for (const { what, at } of done) {
    if (at > from) legs.push({ what, from: from - start, to: at - start });
    from = Math.max(from, at);
  }
  if (end !== undefined && end > from)
    legs.push({ what: 'the pod, to be called ready', from: from - start, to: end - start });
  return legs;
}

/** One line a stretch: when it began, how long it was, what it was. */
export function criticalText({ pod, readyAfter, legs, takenOver }: CriticalPath): readonly string[] {
  if (takenOver) return [`${pod} was taken over while it ran: what its start waited for is not known here`];
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`.padStart(9);
  const head =
    readyAfter === undefined
      ? `${pod} is not ready yet; until now it waited for`
      : `${pod} was ready after ${(readyAfter / 1000).toFixed(2)} s; it waited for`;
  return [head, ...legs.map(({ what, from, to }) => `${seconds(from)} ${seconds(to - from)}  ${what}`)];
}
