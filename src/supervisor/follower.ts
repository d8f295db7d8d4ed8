import type { Journal } from './journal.ts';
import type { Engine } from './ports.ts';

export interface Followed {
  readonly id: string;
  readonly container: string;
  readonly attempt: number;
  /** The engine's time of the last line that was told, RFC 3339; absent before the first. */
  readonly since?: string;
}

export interface Follower {
  /** Tells every line of an instance, from its first (or after `since`) to its last. */
  follow(instance: Followed): void;
  /** Goes on with every log that broke off, after its last line that was told. */
  followAgain(): void;
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
  const broken = new Map<string, Followed>();

  const tellLines = async (instance: Followed): Promise<void> => {
    const { id, container, attempt } = instance;
    let since = instance.since;
    try {
      const options = { follow: true, ...(since === undefined ? {} : { since }) };
      for await (const { time, stream, line, partial } of engine.logs(id, options, signal)) {
        journal.append(pod, { type: 'Log', container, attempt, stream, line, partial }, time);
        since = time;
      }
    } catch (error) {
      if (signal.aborted) return;
      broken.set(id, { ...instance, ...(since === undefined ? {} : { since }) });
      warn(`the log of ${container} broke off: ${error instanceof Error ? error.message : String(error)}`);
    }
  };

  const follow = (instance: Followed): void => {
    const work = tellLines(instance).finally(() => underWay.delete(work));
    underWay.add(work);
  };

  return {
    follow,
    followAgain() {
      const again = [...broken.values()];
      broken.clear();
      for (const instance of again) follow(instance);
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
