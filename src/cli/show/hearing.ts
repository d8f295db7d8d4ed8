import type { ControlClient } from '../../control/client.ts';
import type { ControlNotice, PodEnding } from '../../control/protocol.ts';
import type { OutriderEvent } from '../../events/types.ts';
import type { EventSource, Listener, SubscribeOptions } from '../../supervisor/journal.ts';
import type { Supervised } from '../find/find-supervised.ts';

/** @returns why a supervisor was lost; undefined when its pods have ended or nobody looks any more. */
export async function readToEnd(
  control: ControlClient,
  all: readonly Supervised[],
  heard: Hearing,
  signal: AbortSignal,
): Promise<string | undefined> {
  const pods = all.filter((one) => one.control === control);
  const haveEnded = (): boolean => pods.every(({ pod }) => heard.endings.some((one) => one.pod === pod));
  const closing = await control
    .subscribe((notice) => {
      const busy = heard.hear(notice);
      if (haveEnded()) control.close();
      return busy;
    })
    .catch(() => ({ is: 'closed' }) as const);
  if (signal.aborted || haveEnded()) return undefined;
  const names = pods.map(({ pod }) => pod).join(', ');
  const { pid } = control.greeting;
  return closing.is === 'letGo'
    ? `this view was let go: ${closing.message}; the events since then are not shown`
    : `the supervisor of ${names} (pid ${pid}) is gone`;
}

export interface Hearing {
  readonly source: EventSource;
  readonly endings: readonly PodEnding[];
  /** Every pod has ended or was removed. */
  isOver(): boolean;
  /** Answers what settles when those who listen can take more; undefined when they can now. */
  hear(notice: ControlNotice): Promise<void> | undefined;
}

/** The events of some pods, for views that come and go. */
export function createHearing(names: ReadonlySet<string>): Hearing {
  const told: OutriderEvent[] = [];
  const endings: PodEnding[] = [];
  const removed = new Set<string>();
  const listeners = new Set<{ readonly listener: Listener; readonly ready?: SubscribeOptions['ready'] }>();
  const hear = (event: OutriderEvent): Promise<void> | undefined => {
    if (!names.has(event.pod)) return undefined;
    if (event.type === 'PodRemoved') removed.add(event.pod);
    if (event.type !== 'Log') told.push(event);
    for (const { listener } of listeners) listener(event);
    for (const { ready } of listeners) {
      const busy = ready?.();
      if (busy) return busy;
    }
    return undefined;
  };
  return {
    endings,
    isOver: () => [...names].every((name) => removed.has(name) || endings.some(({ pod }) => pod === name)),
    hear: (notice) => {
      if (notice.type === 'event') return hear(notice.event);
      if (notice.type === 'ended' && names.has(notice.pod)) endings.push(notice);
      return undefined;
    },
    source: {
      subscribe(listener, { replay = false, ready } = {}) {
        if (replay) for (const event of told) listener(event);
        const one = { listener, ready };
        listeners.add(one);
        return () => listeners.delete(one);
      },
    },
  };
}
