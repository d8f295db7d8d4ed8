import type { EventBody } from './types.ts';

/** What a look into a container, or at its log, has shown. */
export interface ContainerTroubles {
  /** The last lines of the newest instance that has ended badly. */
  readonly lastLines?: { readonly attempt: number; readonly lines: readonly string[] };
  /** Present while the instance uses nearly all the memory that it may use. */
  readonly memory?:
    | { readonly bytes: number; readonly limitBytes: number; readonly since: string }
    | undefined;
  /** The failures of upstreams that the instance, a proxy, has answered for. */
  readonly upstream?: {
    readonly count: number;
    readonly line: string;
    readonly since: string;
    readonly last: string;
  };
}

type TroubleEvent = Extract<EventBody, { readonly type: 'LastLines' | 'UpstreamFailed' | 'MemoryUsed' }>;

export function isTrouble(event: EventBody): event is TroubleEvent {
  return event.type === 'LastLines' || event.type === 'UpstreamFailed' || event.type === 'MemoryUsed';
}

/** The container after such an event. What is told of an older instance changes nothing, but for its last lines. */
export function foldTrouble<T extends ContainerTroubles & { readonly attempt: number }>(
  container: T,
  event: TroubleEvent,
  time: string,
): T {
  // Last lines come once the log is read, when the next instance may have begun.
  if (event.type === 'LastLines')
    return { ...container, lastLines: { attempt: event.attempt, lines: event.lines } };
  if (event.attempt !== container.attempt) return container;
  if (event.type === 'UpstreamFailed')
    return { ...container, upstream: upstreamAfter(container.upstream, event, time) };
  if (!event.isHigh) return { ...container, memory: undefined };
  const { bytes, limitBytes } = event;
  return { ...container, memory: { bytes, limitBytes, since: container.memory?.since ?? time } };
}

function upstreamAfter(
  before: ContainerTroubles['upstream'],
  { count, line }: { readonly count: number; readonly line: string },
  time: string,
): NonNullable<ContainerTroubles['upstream']> {
  const since = before && count > before.count ? before.since : time;
  return { count, line, since, last: time };
}
