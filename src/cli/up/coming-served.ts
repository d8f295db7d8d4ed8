import type { ControlledRun } from '../../control/server.ts';
import type { ServedPod } from '../../pod/served-pod.ts';

type Served = NonNullable<ControlledRun['served']>;

/** What Services have to know of a run that is still to come: what it is told meanwhile is kept for it. */
export function createComingServed(): Served & { begin(served: Served): void } {
  let served: Served | undefined;
  const kept: ServedPod[] = [];
  const waiting = new Set<(served: Served) => void>();
  return {
    begin(next) {
      served = next;
      for (const one of kept.splice(0)) next.hear(one);
      for (const follow of waiting) follow(next);
      waiting.clear();
    },
    hear(one) {
      if (served) served.hear(one);
      else kept.push(one);
    },
    follow(listener) {
      if (served) return served.follow(listener);
      let stop: (() => void) | undefined;
      const later = (next: Served): void => {
        stop = next.follow(listener);
      };
      waiting.add(later);
      return () => {
        waiting.delete(later);
        stop?.();
      };
    },
  };
}
