import type { OutriderEvent } from '../../events/types.ts';
import type { EventSource } from '../../supervisor/journal.ts';
import type { Sink } from './sink.ts';

/** One JSON object a line, and nothing else. */
export function printJson(events: EventSource, verbose: boolean, sink: Sink): () => void {
  const print = (event: OutriderEvent): void => {
    if (verbose || !isRepetition(event)) sink.write(`${JSON.stringify(event)}\n`);
  };
  return events.subscribe(print, { ready: sink.ready });
}

/** A probe result that changed no verdict. */
export function isRepetition(event: OutriderEvent): boolean {
  return (event.type === 'ProbeFailed' || event.type === 'ProbeSucceeded') && !event.changed;
}
