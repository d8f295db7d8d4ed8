import type { Arrow } from '../model/picture.ts';
import type { Talk } from '../model/talk.ts';

interface ArrowProps {
  readonly arrow: Arrow;
  /** There is another one the other way. */
  readonly isBothWays: boolean;
  readonly onHover: (talks: readonly Talk[]) => void;
}

export function PictureArrow({ arrow: { from, to, talks }, isBothWays, onHover }: ArrowProps) {
  const isForward = to.x > from.x;
  const [x1, x2] = isForward ? [from.x + from.width, to.x - 2] : [from.x, to.x + to.width + 2];
  const [y1, y2] = [from.y + 23, to.y + (isBothWays && !isForward ? 36 : 23)];
  const bend = Math.max(40, Math.abs(x2 - x1) / 2) * (isForward ? 1 : -1);
  const isSameColumn = from.x === to.x;
  const path = isSameColumn
    ? `M${from.x + from.width},${y1} C${from.x + from.width + 60},${y1} ${to.x + to.width + 60},${y2} ${to.x + to.width + 2},${y2}`
    : `M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`;
  const [first] = talks;
  const isCaptured = talks.some((talk) => talk.isCaptured);
  const label = `${first!.destination}${talks.length > 1 ? ` +${talks.length - 1}` : ''}`;
  const middle = isSameColumn ? from.x + from.width + 46 : (x1 + x2) / 2;
  return (
    <g
      className={`arrow ${isCaptured ? 'captured' : ''}`}
      onPointerEnter={() => onHover(talks)}
      onPointerLeave={() => onHover([])}
    >
      <path d={path} className="reach" />
      <path d={path} markerEnd="url(#head)" />
      <text x={middle} y={(y1 + y2) / 2 - 6} textAnchor="middle">
        {label}
        <title>{talks.map(({ name, destination }) => `${name} ${destination}`).join('\n')}</title>
      </text>
    </g>
  );
}
