import type { Clock } from '../supervisor/ports.ts';

/** A batch ends when nothing has changed for so long (docker/compose, `pkg/watch/debounce.go`). */
export const quietMs = 500;
/** A batch ends after so long all the same, so that a file that is written without end holds nothing back. */
export const longestMs = 5_000;

export interface Batches {
  /** A path has changed. */
  add(path: string): void;
  close(): void;
}

/**
 * Gathers changes and gives them away together. One batch is worked on at a time; what changes meanwhile is the next one.
 * @param work must not reject.
 */
export function createBatches(
  clock: Pick<Clock, 'monotonic' | 'at'>,
  work: (paths: ReadonlySet<string>) => Promise<void>,
): Batches {
  let gathered = new Set<string>();
  let since = 0;
  let isBusy = false;
  let isClosed = false;
  let cancel = (): void => {};
  const schedule = (): void => {
    cancel();
    if (isBusy || isClosed || gathered.size === 0) return;
    cancel = clock.at(Math.min(clock.monotonic() + quietMs, since + longestMs), flush);
  };
  const flush = (): void => {
    const batch = gathered;
    gathered = new Set();
    isBusy = true;
    void work(batch).then(() => {
      isBusy = false;
      since = clock.monotonic();
      schedule();
    });
  };
  return {
    add(path) {
      if (gathered.size === 0) since = clock.monotonic();
      gathered.add(path);
      schedule();
    },
    close() {
      isClosed = true;
      cancel();
    },
  };
}
