import type { EventBody } from '../../events/types.ts';
import type { ActiveFault } from '../../faults/fault.ts';
import type { Clock } from '../ports.ts';

/** A fault that is on, and what it is on: it ends with it. */
export interface Entry extends Omit<ActiveFault, 'leftMs'> {
  /** On the monotonic clock. */
  readonly until: number;
  /** A namespace or an instance. */
  readonly on: string;
  readonly cancel: () => void;
}

interface BookPorts {
  readonly clock: Clock;
  readonly tell: (event: EventBody) => void;
  /** A fault is due to end. */
  readonly due: (entry: Entry) => void;
}

/** The faults of a pod that are on. What comes and goes is told as events. */
export interface FaultBook {
  /** A word that no fault of the pod has. */
  nextId(): string;
  enter(fault: ActiveFault, on: string): void;
  /** @param reason why it is off, for the event. One that is off already is not told again. */
  strike(entry: Entry, reason: string): void;
  has(entry: Entry): boolean;
  entries(): readonly Entry[];
  active(entry: Entry): ActiveFault;
}

export function createFaultBook({ clock, tell, due }: BookPorts): FaultBook {
  const entries = new Map<string, Entry>();
  let count = 0;
  const has = (entry: Entry): boolean => entries.get(entry.id) === entry;
  return {
    nextId() {
      do count += 1;
      while (entries.has(`f${count}`));
      return `f${count}`;
    },
    enter({ leftMs, ...fault }, on) {
      const until = clock.monotonic() + leftMs;
      const entry: Entry = { ...fault, until, on, cancel: clock.at(until, () => due(entry)) };
      entries.set(fault.id, entry);
      tell({ type: 'FaultInjected', ...aboutFault(fault), forMs: leftMs });
    },
    strike(entry, reason) {
      if (!has(entry)) return;
      entry.cancel();
      entries.delete(entry.id);
      tell({ type: 'FaultCleared', ...aboutFault(entry), message: reason });
    },
    has,
    entries: () => [...entries.values()],
    active: ({ until, on, cancel, ...rest }) => ({ ...rest, leftMs: Math.max(0, until - clock.monotonic()) }),
  };
}

/** What both events have of a fault. */
export function aboutFault({ id, words, container }: Omit<ActiveFault, 'leftMs'>) {
  return { fault: id, words, ...(container !== undefined && { container }) };
}
