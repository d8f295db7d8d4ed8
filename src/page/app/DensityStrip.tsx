import type { TimeRange } from '../../events/timeline-part.ts';
import { densityOf } from '../model/density.ts';
import type { Session } from '../model/session.ts';

interface StripProps {
  readonly session: Session;
  readonly version: number;
  readonly range: TimeRange;
  readonly labels: number;
  readonly right: number;
  readonly y: number;
  readonly height: number;
}

/** How many lines were written when; those that say `error` are marked. */
export function DensityStrip({ session, range, labels, right, y, height }: StripProps) {
  const stretches = Math.max(1, Math.floor((right - labels) / 4));
  const density = densityOf(session.lines, session.errors, range, stretches);
  const most = Math.max(1, ...density.map(({ lines }) => lines));
  const step = (right - labels) / stretches;
  const tall = (count: number): number => (count === 0 ? 0 : 2 + (count / most) * (height - 8));
  const columns = density.flatMap((one, at) =>
    one.lines === 0 ? [] : [{ ...one, left: labels + at * step }],
  );
  return (
    <g>
      <text className="row-name quiet" x={8} y={y + 17}>
        log lines
      </text>
      {columns.map(({ lines, left }) => (
        <rect
          key={left}
          className="density"
          x={left}
          y={y + height - tall(lines)}
          width={step - 1}
          height={tall(lines)}
        />
      ))}
      {columns
        .filter(({ errors }) => errors > 0)
        .map(({ errors, left }) => (
          <rect
            key={left}
            className="density-errors"
            x={left}
            y={y + height - tall(errors)}
            width={step - 1}
            height={tall(errors)}
          />
        ))}
    </g>
  );
}
