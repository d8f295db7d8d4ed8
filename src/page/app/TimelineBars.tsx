import { offsetLabel, type TimelineRow } from '../../events/timeline.ts';

interface BarsProps {
  readonly row: TimelineRow;
  readonly y: number;
  readonly height: number;
  /** Where the names end and the time begins, in pixels; and where it ends. */
  readonly labels: number;
  readonly right: number;
  readonly x: (time: number) => number;
}

/** One container: its name, its bars, its hooks and its ends. */
export function TimelineBars({ row, y, height, labels, right, x }: BarsProps) {
  const within = (time: number): number => Math.min(right, Math.max(labels, x(time)));
  const isSeen = (from: number, to: number): boolean => x(to) >= labels && x(from) <= right;
  const room = Math.floor((labels - 16) / 7);
  const name = `${row.pod}/${row.container}`;
  return (
    <g>
      <text className="row-name" x={8} y={y + 15}>
        {name.length > room ? `…${name.slice(1 - room)}` : name}
        <title>{`${name}, ${row.role}, ${row.restarts} restarts`}</title>
      </text>
      <line className="row-line" x1={labels} x2={right} y1={y + height - 0.5} y2={y + height - 0.5} />
      {row.bars
        .filter(({ from, to }) => isSeen(from, to))
        .map(({ kind, from, to }) => (
          <rect
            key={`${kind} ${from}`}
            className={`span-${kind}`}
            x={within(from)}
            y={y + 4}
            width={Math.max(1, within(to) - within(from))}
            height={height - 9}
            rx={2}
          >
            <title>{`${name}: ${kind} ${offsetLabel(to - from)}`}</title>
          </rect>
        ))}
      {row.hooks
        .filter(({ from, to }) => isSeen(from, to))
        .map(({ hook, from, to, ok }) => (
          <rect
            key={`${hook} ${from}`}
            className={ok ? 'span-hook' : 'span-failed'}
            x={within(from)}
            y={y + height - 5}
            width={Math.max(2, within(to) - within(from))}
            height={3}
          />
        ))}
      {row.exits
        .filter(({ at }) => isSeen(at, at))
        .map(({ at, exitCode, signal }) => (
          <g key={at} className={exitCode === 0 ? 'exit' : 'exit failed'}>
            <line x1={x(at)} x2={x(at)} y1={y + 2} y2={y + height - 3} />
            <text x={x(at) + 4} y={y + 14}>
              {exitCode}
              <title>{`exit ${exitCode}${signal === undefined ? '' : ` ${signal}`}`}</title>
            </text>
          </g>
        ))}
    </g>
  );
}
