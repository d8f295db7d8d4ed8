import type { OutriderEvent } from '../../events/types.ts';
import type { EventSource } from '../../supervisor/journal.ts';

/** One JSON object a line on stdout, and nothing else there. */
export function printJson(events: EventSource, verbose: boolean): () => void {
  return events.subscribe((event) => {
    if (verbose || !isRepetition(event)) process.stdout.write(`${JSON.stringify(event)}\n`);
  });
}

/** A probe result that changed no verdict. */
export function isRepetition(event: OutriderEvent): boolean {
  return (event.type === 'ProbeFailed' || event.type === 'ProbeSucceeded') && !event.changed;
}
