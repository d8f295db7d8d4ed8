import type { OutriderEvent } from './types.ts';

interface ReplayStep {
  /** When the event is due, milliseconds since the replay began at its speed. */
  readonly atMs: number;
  readonly event: OutriderEvent;
}

interface ReplayPlan {
  readonly steps: readonly ReplayStep[];
  readonly durationMs: number;
}

/**
 * When each event of a recording is due. The order is the stream's: an event whose time lies before its predecessor's, as
 * that of a log line may, is due together with it.
 *
 * @param speed 2 is twice as fast.
 */
export function replayPlan(events: readonly OutriderEvent[], speed = 1): ReplayPlan {
  const first = events.find(({ type }) => type !== 'Log') ?? events[0];
  if (!first) return { steps: [], durationMs: 0 };
  const origin = Date.parse(first.time);
  let latest = 0;
  const steps = events.map((event) => {
    const offset = (Date.parse(event.time) - origin) / speed;
    latest = Math.max(latest, Number.isNaN(offset) ? 0 : offset);
    return { atMs: latest, event };
  });
  return { steps, durationMs: latest };
}

/** How many steps are due until then. */
export function dueBy({ steps }: ReplayPlan, atMs: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (steps[middle]!.atMs <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
