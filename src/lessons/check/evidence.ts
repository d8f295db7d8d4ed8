import type { Flow } from '../../capture/explain/flows.ts';
import type { EventOf, OutriderEvent } from '../../events/types.ts';
import type { Asked } from '../read/checks-schema.ts';

/** What came of a request: an answer, or why there was none. */
export type Answer =
  | { readonly status: number; readonly body: string }
  /** `refused`: somebody or nobody is there and says no. `impossible`: it could not even be made. */
  | { readonly failed: 'refused' | 'impossible'; readonly reason: string };

/** Everything that checks are judged by. */
export interface Evidence {
  /** The events of the run with its log lines, in their order. */
  readonly events: readonly OutriderEvent[];
  /** The answers to the requests of the checks, by `requestKey`. */
  readonly answers: ReadonlyMap<string, Answer>;
  /** The connections of captured pods, by pod. A pod that is missing is not captured, or not there. */
  readonly flows: ReadonlyMap<string, readonly Flow[]>;
}

export function requestKey({ from, url }: Asked<'request'>): string {
  return `${from} ${url}`;
}

/** The events of a pod since it was created for the last time. */
export function lifeOf(events: readonly OutriderEvent[], pod: string): readonly OutriderEvent[] {
  const created = events.findLastIndex((event) => event.type === 'PodCreated' && event.pod === pod);
  return events.slice(Math.max(created, 0)).filter((event) => event.pod === pod);
}

/** The log lines of a container since its pod was created for the last time. */
export function linesOf(
  events: readonly OutriderEvent[],
  { pod, container }: { readonly pod: string; readonly container: string },
): readonly EventOf<'Log'>[] {
  return lifeOf(events, pod).filter(
    (event): event is EventOf<'Log'> => event.type === 'Log' && event.container === container,
  );
}
