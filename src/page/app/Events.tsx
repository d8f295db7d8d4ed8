import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import { toEventLine } from '../../ui/view/event-list.ts';
import { offsetWords } from '../model/words.ts';
import type { Shown } from './shown.ts';

const rowHeight = 22;

/** All events; those after the moment are dim. */
export function Events({ session, version, page, at }: Shown) {
  const scroller = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version means more events
  const events = useMemo(
    () =>
      Array.from({ length: session.history.size() }, (_, index) => session.history.event(index)).flatMap(
        (event) => {
          const line = toEventLine(event);
          return line ? [{ ...line, at: Date.parse(event.time) }] : [];
        },
      ),
    [session, version],
  );
  const next = events.findIndex((event) => event.at > at);
  const last = (next === -1 ? events.length : next) - 1;
  const rows = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current?.closest('.panel') ?? null,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  useEffect(() => {
    if (last >= 0) rows.scrollToIndex(last, { align: 'center' });
  }, [rows, last]);
  const { from } = session.span();
  if (events.length === 0) return <p className="empty">Nothing has happened yet.</p>;
  return (
    <ul ref={scroller} className="events" style={{ height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map(({ index, start }) => {
        const { text, subject, tone, at: time } = events[index]!;
        return (
          <li
            key={index}
            aria-setsize={events.length}
            aria-posinset={index + 1}
            className={index > last ? 'later' : index === last ? 'now' : ''}
            style={{ transform: `translateY(${start}px)` }}
          >
            <button
              type="button"
              tabIndex={-1}
              title={`${subject} ${text}`}
              onClick={() => page.setMoment(time)}
            >
              <span className="offset">{offsetWords(time - from)}</span>
              <span className="subject">{subject}</span>
              <span className={`tone-${tone}`}>{text}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
