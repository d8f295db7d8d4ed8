import type { PodView } from '../../../events/view.ts';
import { inSeconds } from '../api-object.ts';

/** How many pods of a workload are how far. */
export interface Counts {
  readonly there: number;
  readonly ready: number;
  readonly active: number;
  readonly succeeded: number;
  readonly failed: number;
  /** When the first one was made, and the last one ended, RFC 3339 in whole seconds. */
  readonly start?: string;
  readonly end?: string;
}

export function countsOf(views: readonly PodView[]): Counts {
  const of = (test: (view: PodView) => boolean): number => views.filter(test).length;
  const starts = views.map(({ created }) => created).sort();
  const ends = views.flatMap(({ outcome }) => outcome?.at ?? []).sort();
  const isOver = views.length > 0 && ends.length === views.length;
  return {
    there: of(({ phase }) => phase === 'Pending' || phase === 'Running'),
    ready: of(({ ready }) => ready),
    active: of(({ phase }) => phase === 'Pending' || phase === 'Running'),
    succeeded: of(({ phase }) => phase === 'Succeeded'),
    failed: of(({ phase }) => phase === 'Failed'),
    ...(starts[0] !== undefined && { start: inSeconds(starts[0]) }),
    ...(isOver && { end: inSeconds(ends.at(-1)!) }),
  };
}
