import type { EventOf, EventType, HookKind, OutriderEvent, ProbeKind } from '../../../src/events/types.ts';

/** A word of a container, with the moment at which it was said. */
export interface Said {
  readonly container: string;
  readonly attempt: number;
  readonly word: string;
  /** In seconds of the pod, since its first event. */
  readonly at: number;
}

/** What happened to a pod, told from its event stream: the same for a simulated and a real engine. */
export interface Story {
  readonly events: readonly OutriderEvent[];
  of<T extends EventType>(type: T, container?: string): readonly EventOf<T>[];
  /** Seconds of the pod since its first event. */
  at(event: OutriderEvent): number;
  /** Every time a container said a word, e.g. `('R1', 'Starting')` or `('S1', 'PreStop Exiting')`. */
  said(container: string, word: string): readonly Said[];
  /** How often it was begun again. */
  restarts(container: string): number;
  neverStarts(container: string): boolean;
  /** A Started precedes a later B Starting; a word before the name is a hook: `PostStart-R1`. */
  startsBefore(a: string, b: string): boolean;
  /** The first A Exiting precedes a later B Starting. */
  exitsBeforeStart(a: string, b: string): boolean;
  /** The first A Exiting precedes the last B Exiting. */
  exitsBefore(a: string, b: string): boolean;
  /** Their first lives have a moment in common. */
  overlap(a: string, b: string): boolean;
  /** How its last instance ended: `0/Completed`. */
  end(container: string): string | undefined;
  phase(): 'Succeeded' | 'Failed' | undefined;
  ended(): boolean;
  initialized(): boolean;
  hook(container: string, hook: HookKind): { started: number; finished: number | undefined } | undefined;
  probes(container: string, probe: ProbeKind): readonly { ok: boolean; at: number }[];
  /** The image of each of its instances, in order. */
  images(container: string): readonly string[];
  /** The reasons for which it waited, in order. */
  waited(container: string): readonly string[];
}

export function storyOf(events: readonly OutriderEvent[], secondMs: number): Story {
  const begin = (): number => Date.parse(events[0]?.time ?? '');
  const at = (event: OutriderEvent): number => (timeOf(event.time) - begin()) / secondMs;
  const of = <T extends EventType>(type: T, container?: string): readonly EventOf<T>[] =>
    events.filter(
      (event): event is EventOf<T> =>
        event.type === type &&
        (container === undefined || ('container' in event && event.container === container)),
    );
  const said = (name: string, word: string): readonly Said[] => {
    const [hook, container] = name.includes('-') ? name.split('-') : ['', name];
    const line = hook ? `${hook} ${word}` : word;
    return of('Log', container)
      .filter((event) => event.line === line)
      .map((event) => ({ container: container!, attempt: event.attempt, word, at: at(event) }))
      .sort((a, b) => a.at - b.at);
  };
  const life = (name: string): { from: number; to: number } => ({
    from: said(name, 'Starting')[0]?.at ?? Number.POSITIVE_INFINITY,
    to: said(name, 'Exiting')[0]?.at ?? Number.POSITIVE_INFINITY,
  });
  const later = (first: readonly Said[], then: readonly Said[]): boolean =>
    first[0] !== undefined && then.some((each) => each.at >= first[0]!.at);

  const story: Story = {
    events,
    of,
    at,
    said,
    restarts: (container) => Math.max(0, said(container, 'Starting').length - 1),
    neverStarts: (container) => said(container, 'Started').length === 0,
    startsBefore: (a, b) => later(said(a, 'Started'), said(b, 'Starting')),
    exitsBeforeStart: (a, b) => later(said(a, 'Exiting'), said(b, 'Starting')),
    exitsBefore: (a, b) => later(said(a, 'Exiting'), said(b, 'Exiting')),
    overlap(a, b) {
      const [one, other] = [life(a), life(b)];
      return one.from < other.to && other.from < one.to;
    },
    end(container) {
      const last = of('ContainerTerminated', container).at(-1);
      return last && `${last.exitCode}/${last.reason}`;
    },
    phase() {
      if (of('PodSucceeded').length > 0) return 'Succeeded';
      return of('PodFailed').length > 0 ? 'Failed' : undefined;
    },
    ended: () => story.phase() !== undefined,
    initialized: () => of('PodInitialized').length > 0,
    hook(container, hook) {
      const started = of('HookStarted', container).find((event) => event.hook === hook);
      const finished = of('HookFinished', container).find((event) => event.hook === hook);
      return started && { started: at(started), finished: finished && at(finished) };
    },
    probes: (container, probe) =>
      [...of('ProbeSucceeded', container), ...of('ProbeFailed', container)]
        .filter((event) => event.probe === probe)
        .map((event) => ({ ok: event.type === 'ProbeSucceeded', at: at(event) }))
        .sort((a, b) => a.at - b.at),
    images: (container) => of('ContainerCreated', container).map(({ image }) => image),
    waited: (container) => of('ContainerWaiting', container).map(({ reason }) => reason),
  };
  return story;
}

/** Milliseconds with their fraction: a line's time has nanoseconds, which `Date` would drop. */
function timeOf(time: string): number {
  const [seconds, fraction = 'Z'] = time.split('.');
  return Date.parse(`${seconds!.replace('Z', '')}Z`) + Number(`0.${fraction.replace('Z', '') || 0}`) * 1000;
}
