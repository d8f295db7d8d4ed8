import type { Journal } from './journal.ts';
import type { Engine } from './ports.ts';

export interface Follower {
  /** Tells every line of an instance, from its first (or after `since`) to its last. */
  follow(instance: { id: string; container: string; attempt: number; since?: string }): void;
  /** Settles when every followed instance has told its last line. */
  idle(): Promise<void>;
}

/** The combined log: each line becomes an event that carries the engine's own time. */
export function createFollower(
  pod: string,
  engine: Engine,
  journal: Journal,
  warn: (message: string) => void,
  signal: AbortSignal,
): Follower {
  const underWay = new Set<Promise<void>>();

  const tellLines = async (
    id: string,
    container: string,
    attempt: number,
    since: string | undefined,
  ): Promise<void> => {
    const options = { follow: true, ...(since === undefined ? {} : { since }) };
    for await (const { time, stream, line, partial } of engine.logs(id, options, signal))
      journal.append(pod, { type: 'Log', container, attempt, stream, line, partial }, time);
  };

  return {
    follow({ id, container, attempt, since }) {
      const work = tellLines(id, container, attempt, since)
        .catch((error: unknown) => {
          if (!signal.aborted) warn(`the log of ${container} broke off: ${String(error)}`);
        })
        .finally(() => underWay.delete(work));
      underWay.add(work);
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
