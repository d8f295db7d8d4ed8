import type { OutriderEvent } from '../../events/types.ts';
import { type PageBatch, toBatch } from '../model/batch.ts';

/** So many events make a batch: the page reads one in a few milliseconds. */
const mostEvents = 5000;
/** So many characters of log lines do too: lines can be long. */
const mostText = 2_000_000;

/** The events of a stream in batches; their order stays. */
export async function* batchesOf(events: AsyncIterable<OutriderEvent>): AsyncGenerator<PageBatch> {
  let [some, text]: [OutriderEvent[], number] = [[], 0];
  for await (const event of events) {
    some.push(event);
    if (event.type === 'Log') text += event.line.length;
    if (some.length < mostEvents && text < mostText) continue;
    yield toBatch(some);
    [some, text] = [[], 0];
  }
  if (some.length > 0) yield toBatch(some);
}
