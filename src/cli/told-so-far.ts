import type { OutriderEvent } from '../events/types.ts';
import { foldEvents, type PodView } from '../events/view.ts';
import type { Supervised } from './find-supervised.ts';

/** Everything but log lines that the supervisors of these pods have told of them until now. */
export async function toldSoFar(all: readonly Supervised[]): Promise<readonly OutriderEvent[]> {
  const onePerProcess = [...new Map(all.map((one) => [one.pid, one])).values()];
  const events: OutriderEvent[] = [];
  for (const { control } of onePerProcess) {
    void control.events((event) => {
      if (isOfOne(event, all)) events.push(event);
    });
    // Replies keep their order: once this one is here, so is everything told before.
    await control.ask({ type: 'state' });
  }
  return events;
}

function isOfOne(event: OutriderEvent, all: readonly Supervised[]): boolean {
  return (
    event.type !== 'Log' && all.some(({ project, pod }) => project === event.project && pod === event.pod)
  );
}

/** One pod, as far as its events have told it. */
export function viewOf(events: readonly OutriderEvent[], { project, pod }: Supervised): PodView | undefined {
  return foldEvents(events.filter((event) => event.project === project && event.pod === pod)).pods[pod];
}
