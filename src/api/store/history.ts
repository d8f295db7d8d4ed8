import type { ApiObject } from '../objects/api-object.ts';
import { StatusError } from '../status.ts';
import type { Change } from './change.ts';

/** The newest changes of one resource. A reader that is further behind has to list anew; so a slow one costs no memory. */
export interface History {
  add(change: Change): void;
  /** @throws StatusError `Expired` when changes after that version are forgotten. */
  since(version: number): readonly Change[];
  /**
   * The objects as they were at a version.
   * @throws StatusError `Expired` as `since`.
   */
  undo(now: ReadonlyMap<string, ApiObject>, version: number): ReadonlyMap<string, ApiObject>;
  /** Settles at the next change, or when the signal aborts. */
  next(signal: AbortSignal): Promise<void>;
}

/** A thousand restarts of a container are some five thousand changes; a client that was away for a moment has missed a few. */
const keptChanges = 1024;

/** @param firstVersion Changes up to it are not known. */
export function createHistory(firstVersion: number, most = keptChanges): History {
  const changes: Change[] = [];
  const waiting = new Set<() => void>();
  let forgotten = firstVersion;
  const since = (version: number): readonly Change[] => {
    if (version < forgotten) throw tooOld(version, forgotten);
    const at = changes.findLastIndex((change) => change.version <= version);
    return changes.slice(at + 1);
  };
  return {
    since,
    add: (change) => {
      changes.push(change);
      if (changes.length > most) forgotten = changes.shift()!.version;
      for (const wake of waiting) wake();
      waiting.clear();
    },
    undo: (now, version) => {
      const then = new Map(now);
      for (const { before, after } of [...since(version)].reverse()) {
        const { namespace = '', name } = (before ?? after)!.metadata;
        if (before) then.set(`${namespace}/${name}`, before);
        else then.delete(`${namespace}/${name}`);
      }
      return then;
    },
    next: (signal) =>
      new Promise((resolve) => {
        const wake = (): void => {
          signal.removeEventListener('abort', wake);
          waiting.delete(wake);
          resolve();
        };
        if (signal.aborted) return resolve();
        signal.addEventListener('abort', wake, { once: true });
        waiting.add(wake);
      }),
  };
}

/** The words of a server (apiserver: pkg/storage/cacher/watch_cache.go). */
function tooOld(version: number, forgotten: number): StatusError {
  return new StatusError('Expired', `too old resource version: ${version} (${forgotten})`);
}
