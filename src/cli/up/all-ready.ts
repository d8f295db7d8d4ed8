import type { OutriderEvent } from '../../events/types.ts';
import type { Pod } from '../../pod/model.ts';
import type { EventSource } from '../../supervisor/journal.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';

/** Settles once every pod has been Ready at least once, or has ended; rejects when the time is over. */
export function allReady(
  pods: readonly Pod[],
  events: EventSource,
  timeoutMs: number | undefined,
): Promise<void> {
  const missing = new Set(pods.map(({ name }) => name));
  return new Promise((resolve, reject) => {
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => finish(notReady()), timeoutMs);
    const notReady = (): Failure =>
      new Failure(
        exitCodes.notReady,
        `not ready within ${timeoutMs! / 1000} s: ${[...missing].join(', ')}`,
        '`outrider why` tells what it waits for while it runs.',
      );
    const finish = (problem?: Failure): void => {
      clearTimeout(timer);
      stop();
      if (problem) reject(problem);
      else resolve();
    };
    const listen = (event: OutriderEvent): void => {
      if (event.type === 'PodReady') missing.delete(event.pod);
      if (event.type === 'PodFailed' || event.type === 'PodSucceeded') missing.delete(event.pod);
      if (missing.size === 0) finish();
    };
    const stop = events.subscribe(listen, { replay: true });
  });
}
