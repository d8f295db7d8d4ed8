import type { PointerEvent, WheelEvent } from 'react';
import { type Timeline, ticksOf } from '../../events/timeline.ts';
import type { TimeRange } from '../../events/timeline-part.ts';
import { offsetWords } from '../model/words.ts';
import { DensityStrip } from './DensityStrip.tsx';
import type { Shown } from './shown.ts';
import { TimelineBars } from './TimelineBars.tsx';
import { useWidth } from './use-size.ts';

interface ChartProps extends Shown {
  readonly timeline: Timeline;
  readonly range: TimeRange;
  readonly onZoom: (factor: number, around: number) => void;
}

const rowHeight = 22;
const head = 20;
const strip = 26;

export function TimelineChart({ session, version, page, at, timeline, range, onZoom }: ChartProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const labels = Math.min(220, width / 3);
  const right = width - 20;
  const x = (time: number): number =>
    labels + ((time - range.from) / (range.to - range.from)) * (right - labels);
  const timeAt = (clientX: number): number => {
    const left = ref.current!.getBoundingClientRect().left;
    const share = (clientX - left - labels) / (right - labels);
    return range.from + Math.min(1, Math.max(0, share)) * (range.to - range.from);
  };
  const bottom = head + timeline.rows.length * rowHeight;
  const onPointer = (event: PointerEvent): void => {
    if (event.buttons !== 1) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const time = timeAt(event.clientX);
    page.setMoment(time >= timeline.to ? undefined : time);
  };
  const onWheel = (event: WheelEvent): void => {
    if (event.ctrlKey || event.shiftKey)
      onZoom(event.deltaY + event.deltaX < 0 ? 0.8 : 1.25, timeAt(event.clientX));
  };
  const isCursorSeen = at >= range.from && at <= range.to;
  return (
    <div
      ref={ref}
      className="chart"
      role="slider"
      tabIndex={0}
      aria-label="Moment"
      aria-valuemin={0}
      aria-valuemax={Math.round(timeline.to - timeline.from)}
      aria-valuenow={Math.round(at - timeline.from)}
      aria-valuetext={`${offsetWords(at - timeline.from)} seconds`}
      onPointerDown={onPointer}
      onPointerMove={onPointer}
      onWheel={onWheel}
    >
      <svg width={width} height={bottom + strip} aria-hidden="true">
        {ticksOf({ ...range, origin: timeline.from }, Math.floor((right - labels) / 90)).map(
          ({ at: tick, label }) => (
            <g key={tick}>
              <line className="tick" x1={x(tick)} x2={x(tick)} y1={head - 4} y2={bottom + strip} />
              <text className="tick-label" x={x(tick)} y={head - 8} textAnchor="middle">
                {label}
              </text>
            </g>
          ),
        )}
        {timeline.rows.map((row, index) => (
          <TimelineBars
            key={`${row.pod}/${row.container}`}
            row={row}
            y={head + index * rowHeight}
            height={rowHeight}
            labels={labels}
            right={right}
            x={x}
          />
        ))}
        <DensityStrip {...{ session, version, range, labels, right }} y={bottom} height={strip} />
        {isCursorSeen && <line className="cursor" x1={x(at)} x2={x(at)} y1={head - 6} y2={bottom + strip} />}
      </svg>
    </div>
  );
}
