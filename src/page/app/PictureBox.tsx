import { bytes, percent } from '../../ui/view/words.ts';
import { type Box, type PictureContainer, sizes } from '../model/picture.ts';

interface BoxProps {
  readonly box: Box;
  readonly hidden: ReadonlySet<string>;
  /** A click on a container hides its lines in the log, or shows them again. */
  readonly onToggle: (container: string) => void;
}

export function PictureBox({ box, hidden, onToggle }: BoxProps) {
  const { id, x, y, width, height, pod } = box;
  if (!pod)
    return (
      <g transform={`translate(${x} ${y})`} className="outside">
        <rect className="frame" width={width} height={height} rx={8} />
        <text x={12} y={height / 2 + 4}>
          {cut(id, 22)}
          <title>{id}</title>
        </text>
      </g>
    );
  return (
    <g transform={`translate(${x} ${y})`} className={`pod ${pod.mood}`}>
      <rect className="frame" width={width} height={height} rx={8} />
      <circle cx={16} cy={17} r={4.5} className={`mood ${pod.mood}`} />
      <text x={28} y={21} className="pod-name">
        {cut(id, 24)}
      </text>
      <text x={28} y={36} className="pod-about">
        {pod.phase}
        {pod.ip && ` · ${pod.ip}`}
      </text>
      {pod.containers.map((container, at) => (
        <ContainerRow
          key={container.name}
          container={container}
          y={sizes.head + at * sizes.row}
          width={width}
          isHidden={hidden.has(`${id}/${container.name}`)}
          onToggle={() => onToggle(`${id}/${container.name}`)}
        />
      ))}
    </g>
  );
}

interface RowProps {
  readonly container: PictureContainer;
  readonly y: number;
  readonly width: number;
  readonly isHidden: boolean;
  readonly onToggle: () => void;
}

function ContainerRow({ container, y, width, isHidden, onToggle }: RowProps) {
  const { name, role, mood, state, isProxy, usage } = container;
  const used = usage && `${percent(usage.cpuPercent)} ${bytes(usage.memoryBytes)}`;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the picture is hidden from screen readers; the log's chips do the same
    <g className={`container ${isHidden ? 'muted' : ''}`} onClick={onToggle}>
      <rect
        x={6}
        y={y}
        width={width - 12}
        height={sizes.row - 3}
        rx={5}
        className={isProxy ? 'row proxy' : 'row'}
      />
      <circle cx={16} cy={y + 10.5} r={3.5} className={`mood ${mood}`} />
      <text x={28} y={y + 14.5}>
        {cut(name, used ? 13 : 17)}
        <title>{`${role} ${name}: ${state}`}</title>
      </text>
      <text x={width - 12} y={y + 14.5} textAnchor="end" className="container-about">
        {used ?? (mood === 'good' ? role : cut(state, 16))}
      </text>
    </g>
  );
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
