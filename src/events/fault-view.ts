import type { EventOf } from './types.ts';

/** A fault that is on. */
export interface FaultView {
  readonly id: string;
  readonly words: string;
  readonly container?: string;
  /** RFC 3339. */
  readonly since: string;
  /** RFC 3339. */
  readonly until: string;
}

/** The faults after one has come or gone. A signal is nothing that is on. */
export function foldFaults(
  faults: readonly FaultView[],
  event: EventOf<'FaultInjected'> | EventOf<'FaultCleared'>,
): readonly FaultView[] {
  const others = faults.filter(({ id }) => id !== event.fault);
  if (event.type === 'FaultCleared') return others;
  const { fault, words, container, time, forMs } = event;
  if (forMs === 0) return faults;
  const until = new Date(Date.parse(time) + forMs).toISOString();
  return [...others, { id: fault, words, since: time, until, ...(container !== undefined && { container }) }];
}
