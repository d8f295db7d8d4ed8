import type { OutriderEvent } from '../../events/types.ts';
import { foldEvents, type PodView } from '../../events/view.ts';
import type { Supervised } from './find-supervised.ts';

/** Everything but log lines that the supervisors of these pods have told of them until now. */
export async function toldSoFar(all: readonly Supervised[]): Promise<readonly OutriderEvent[]> {
  const events: OutriderEvent[] = [];
  for (const control of new Set(all.map((one) => one.control))) {
    const reading = control.subscribe((notice) => {
      if (notice.type === 'event' && isOfOne(notice.event, all)) events.push(notice.event);
    });
    reading.catch(() => {});
    // Replies keep their order: once this one is here, so is everything told before.
    await control.ask({ type: 'pods' });
  }
  return events;
}

function isOfOne(event: OutriderEvent, all: readonly Supervised[]): boolean {
  if (event.type === 'Log') return false;
  return all.some(
    ({ project, pod }) => project === event.project && (pod === event.pod || 'service' in event),
  );
}

/** One pod, as far as its events have told it. */
export function viewOf(events: readonly OutriderEvent[], { project, pod }: Supervised): PodView | undefined {
  return foldEvents(events.filter((event) => event.project === project && event.pod === pod)).pods[pod];
}
