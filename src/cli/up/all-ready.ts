import type { OutriderEvent } from '../../events/types.ts';
import type { Pod } from '../../pod/model.ts';
import type { EventSource } from '../../supervisor/journal.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { findingsIn } from './told-findings.ts';

/** Settles once every pod has been Ready at least once, or has ended, and when the signal fires; rejects when the time is over. */
export function allReady(
  pods: readonly Pod[],
  events: EventSource,
  timeoutMs: number | undefined,
  signal?: AbortSignal,
): Promise<void> {
  const missing = new Set(pods.map(({ name }) => name));
  if (missing.size === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => finish(notReady()), timeoutMs);
    const notReady = (): Failure =>
      new Failure(
        exitCodes.notReady,
        [
          `not ready within ${timeoutMs! / 1000} s: ${[...missing].join(', ')}`,
          ...findingsIn(events, [...missing]).map((line) => `  ${line}`),
        ].join('\n'),
        '`outrider why` tells what it waits for while it runs.',
      );
    let stop = (): void => {};
    const finish = (problem?: Failure): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      stop();
      if (problem) reject(problem);
      else resolve();
    };
    const giveUp = (): void => finish();
    const listen = (event: OutriderEvent): void => {
      if (event.type === 'PodReady') missing.delete(event.pod);
      if (event.type === 'PodFailed' || event.type === 'PodSucceeded') missing.delete(event.pod);
      if (missing.size === 0) finish();
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    stop = events.subscribe(listen, { replay: true });
    // What was told before may have been enough.
    if (missing.size === 0) stop();
  });
}
