import type { EventLine, EventList } from './event-list.ts';
import { cell, type Row, toRow } from './row.ts';
import { rowFilter } from './row-filter.ts';
import type { Theme } from './theme.ts';

interface EventsInput {
  readonly events: EventList;
  readonly filter: string;
  /** Rows from the end. */
  readonly back: number;
  readonly height: number;
  readonly theme: Theme;
  readonly width: number;
}

/** The newest events at the bottom. */
export function selectEvents({ events, filter, back, height, theme, width }: EventsInput): readonly Row[] {
  const found = wantedEvents(events, filter);
  if (found.length === 0) {
    const text = filter === '' ? ' Nothing has happened yet.' : ' No event passes the filter; esc clears it.';
    return [toRow([{ text, tone: 'dim' }], width, theme)];
  }
  const end = Math.max(Math.min(found.length - back, found.length), Math.min(height, found.length));
  return found.slice(Math.max(0, end - height), end).map((seq) => eventRow(events.get(seq)!, theme, width));
}

function wantedEvents(events: EventList, filter: string): readonly number[] {
  const isWanted = rowFilter(filter);
  const found: number[] = [];
  for (let seq = events.first(); seq < events.end(); seq++) {
    const event = events.get(seq)!;
    if (filter === '' || isWanted(`${event.subject} ${event.text}`)) found.push(seq);
  }
  return found;
}

function eventRow({ time, subject, text, tone, times, last }: EventLine, theme: Theme, width: number): Row {
  const who = cell(subject, Math.min(28, Math.floor(width / 4)), theme);
  const again = times === undefined ? '' : ` (${times} times, last ${last!.slice(11, 19)})`;
  return toRow(
    [
      { text: `${time.slice(11, 23)} `, tone: 'dim' },
      { text: `${who} `, tone: 'strong' },
      { text, tone },
      { text: again, tone: 'dim' },
    ],
    width,
    theme,
  );
}
