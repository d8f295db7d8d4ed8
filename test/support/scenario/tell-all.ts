import type { OutriderEvent } from '../../../src/events/types.ts';

/** The whole story as lines, for a failure's message. */
export function tellAll(events: readonly OutriderEvent[]): string {
  return events
    .map(
      ({ time, seq: _, project: __, pod: ___, ...body }) => `${time.slice(14, 23)} ${JSON.stringify(body)}`,
    )
    .join('\n');
}
