import type { OutriderEvent } from './types.ts';

/**
 * What is still worth reading when a full screen is gone: how pods ended, that nothing is left of them, and each warning
 * once. Failures are not in it, as the command tells them by itself.
 */
export function lastWords(events: readonly OutriderEvent[]): readonly OutriderEvent[] {
  const warned = new Set<string>();
  return events.filter((event) => {
    if (event.type === 'PodSucceeded' || event.type === 'PodRemoved') return true;
    if (event.type !== 'Warning' || warned.has(`${event.pod} ${event.message}`)) return false;
    warned.add(`${event.pod} ${event.message}`);
    return true;
  });
}
