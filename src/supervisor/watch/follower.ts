import { setMaxListeners } from 'node:events';
import type { Journal } from '../journal.ts';
import type { Clock, Engine } from '../ports.ts';

interface Followed {
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
  /**
   * Settles when every followed instance has told its last line. Lines wait for subscribers that cannot take them; with
   * `patienceMs` the rest is dropped, with a warning, once no line could be told for that long.
   */
  idle(patienceMs?: number): Promise<void>;
}

interface FollowerPorts {
  readonly engine: Engine;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly warn: (message: string) => void;
  /** Every line of an instance was told. */
  readonly logEnded?: (container: string, attempt: number) => void;
  readonly signal: AbortSignal;
}

/** The combined log: each line becomes an event that carries the engine's own time. */
export function createFollower(
  pod: string,
  { engine, journal, clock, warn, logEnded, signal }: FollowerPorts,
): Follower {
  const underWay = new Set<Promise<void>>();
  const broken = new Map<string, Followed>();
  /** The reading of a container's newest instance: that of the next one begins behind it, so that their lines keep their order. */
  const newest = new Map<string, Promise<void>>();
  const dropping = new AbortController();
  setMaxListeners(0, signal, dropping.signal);
  let told = 0;

  const takesLines = async (): Promise<void> => {
    const signals = [signal, dropping.signal];
    for (let busy = journal.ready(); busy && !signals.some(isAborted); busy = journal.ready())
      await settledOrAborted(busy, signals);
  };

  const tellLines = async (instance: Followed): Promise<void> => {
    const { id, container, attempt } = instance;
    let since = instance.since;
    try {
      const options = { follow: true, ...(since === undefined ? {} : { since }) };
      for await (const { time, stream, line, partial } of engine.logs(id, options, signal)) {
        if (journal.ready() !== undefined) await takesLines();
        if (dropping.signal.aborted)
          return warn(`the last log lines of ${container} were not told: nobody read the output`);
        told += 1;
        journal.append(pod, { type: 'Log', container, attempt, stream, line, partial }, time);
        since = time;
      }
      logEnded?.(container, attempt);
    } catch (error) {
      if (signal.aborted) return;
      broken.set(id, { ...instance, ...(since === undefined ? {} : { since }) });
      warn(`the log of ${container} broke off: ${error instanceof Error ? error.message : String(error)}`);
    }
  };

  const follow = (instance: Followed): void => {
    const before = newest.get(instance.container) ?? Promise.resolve();
    const work = before.then(() => tellLines(instance)).finally(() => underWay.delete(work));
    newest.set(instance.container, work);
    underWay.add(work);
  };

  const dropAfter = (patienceMs: number): (() => void) => {
    let before = told;
    const again = (): (() => void) => clock.at(clock.monotonic() + patienceMs, ring);
    const ring = (): void => {
      if (told === before && journal.ready() !== undefined) return dropping.abort();
      before = told;
      cancel = again();
    };
    let cancel = again();
    return () => cancel();
  };

  return {
    follow,
    followAgain() {
      const again = [...broken.values()];
      broken.clear();
      for (const instance of again) follow(instance);
    },
    async idle(patienceMs) {
      const cancel = patienceMs === undefined ? () => {} : dropAfter(patienceMs);
      while (underWay.size > 0) await Promise.all(underWay);
      cancel();
    },
  };
}

const isAborted = ({ aborted }: AbortSignal): boolean => aborted;

/** Settles when the promise does, or as soon as a signal fires; leaves no listener behind. */
function settledOrAborted(promise: Promise<void>, signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      for (const signal of signals) signal.removeEventListener('abort', settle);
      resolve();
    };
    for (const signal of signals) signal.addEventListener('abort', settle, { once: true });
    if (signals.some(isAborted)) settle();
    void promise.then(settle);
  });
}
