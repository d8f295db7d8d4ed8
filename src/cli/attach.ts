import type { OutriderEvent } from '../events/types.ts';
import type { Pod } from '../pod/model.ts';
import type { EventSource } from '../supervisor/journal.ts';
import type { Supervised } from './find-supervised.ts';
import { type Output, show } from './show.ts';

/** Shows what other processes supervise until they are done, or until the signal says that nobody looks any more. */
export async function attachTo(
  all: readonly Supervised[],
  output: Output,
  verbose: boolean,
  signal: AbortSignal,
): Promise<void> {
  const listeners = new Set<(event: OutriderEvent) => void>();
  const names = new Set(all.map(({ pod }) => pod));
  const source: EventSource = {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const pods: readonly Pod[] = all.map(({ state }) => state.pod);
  const shown = await show(output, source, pods, { project: all[0]!.project, verbose });
  const onePerProcess = [...new Map(all.map((one) => [one.pid, one])).values()];
  const close = (): void => {
    for (const { control } of all) control.close();
  };
  signal.addEventListener('abort', close);
  await Promise.all(
    onePerProcess.map(({ control }) =>
      control.events((event) => {
        if (names.has(event.pod)) for (const listener of listeners) listener(event);
      }),
    ),
  );
  signal.removeEventListener('abort', close);
  close();
  await shown.close();
}
