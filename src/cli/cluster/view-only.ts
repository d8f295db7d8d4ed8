import type { EventSource } from '../../supervisor/journal.ts';
import type { UiTarget } from '../show/show-ui.ts';

const elsewhere = 'pods of a cluster are steered with kubectl';

/** The view over pods that the cluster steers: it shows, and does nothing to them. */
export function viewOnly(events: EventSource): UiTarget {
  return {
    events,
    post: async () => {
      throw new Error(elsewhere);
    },
    stop: () => {},
    kill: () => {},
    specOf: async () => undefined,
  };
}
