import { useMemo, useState } from 'react';
import { type Timeline, timelineOf } from '../../events/timeline.ts';
import { rangeOf, type TimelinePart, type TimeRange, zoomed } from '../../events/timeline-part.ts';
import type { Shown } from './shown.ts';
import { TimelineChart } from './TimelineChart.tsx';
import { useZoomKeys } from './use-zoom-keys.ts';

const parts: readonly (readonly [TimelinePart, string])[] = [
  ['all', 'All'],
  ['start', 'Start'],
  ['stop', 'Stop'],
  ['last minute', 'Last minute'],
];

/** The life of every container over time, with a cursor. */
export function TimelinePane(shown: Shown) {
  const { session, version, at } = shown;
  const [range, setRange] = useState<TimeRange | undefined>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version means more events
  const timeline = useMemo((): Timeline => {
    const span = session.span();
    return { ...timelineOf(session.history.latest(), span.to), ...span };
  }, [session, version]);
  const whole = { from: timeline.from, to: timeline.to };
  const seen = range ?? whole;
  const zoom = (factor: number, around = at): void => {
    const isSeen = around >= seen.from && around <= seen.to;
    setRange(zoomed(whole, seen, isSeen ? around : (seen.from + seen.to) / 2, factor));
  };
  useZoomKeys(zoom, () => setRange(undefined));
  return (
    <section className="timeline" aria-labelledby="timeline-title">
      <div className="bar">
        <h2 id="timeline-title">Timeline</h2>
        {parts.map(([part, words]) => (
          <button
            key={part}
            type="button"
            className="quiet"
            onClick={() => setRange(part === 'all' ? undefined : rangeOf(timeline, part))}
          >
            {words}
          </button>
        ))}
        <span className="grow" />
        <Legend />
        <button type="button" className="quiet" onClick={() => zoom(0.5)} aria-label="Zoom in">
          +
        </button>
        <button type="button" className="quiet" onClick={() => zoom(2)} aria-label="Zoom out">
          −
        </button>
      </div>
      <TimelineChart {...shown} timeline={timeline} range={seen} onZoom={zoom} />
    </section>
  );
}

const kinds = ['created', 'running', 'started', 'ready', 'terminating'] as const;

function Legend() {
  return (
    <ul className="legend" aria-label="Colours of the bars">
      {kinds.map((kind) => (
        <li key={kind}>
          <svg width="10" height="10" aria-hidden="true">
            <rect width="10" height="10" rx="2" className={`span-${kind}`} />
          </svg>
          {kind}
        </li>
      ))}
    </ul>
  );
}
