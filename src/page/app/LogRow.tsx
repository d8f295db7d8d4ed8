import { memo, type ReactNode } from 'react';
import type { Pattern } from '../../logs/filter/pattern.ts';
import type { Session } from '../model/session.ts';
import { clockWords } from '../model/words.ts';
import { hueOf } from './hue.ts';

interface RowProps {
  readonly session: Session;
  readonly line: number;
  readonly row: number;
  readonly rows: number;
  readonly isLater: boolean;
  /** It is the last one until the moment. */
  readonly isMarked: boolean;
  readonly isSelected: boolean;
  readonly filter: Pattern | undefined;
  readonly pattern: Pattern | undefined;
  readonly top: number;
  readonly onSelect: (line: number) => void;
}

/** Of a longer line the rest is in its details. */
const mostShown = 1000;

function LogRowNow(props: RowProps) {
  const { session, line, row, rows, isLater, isMarked, isSelected, filter, pattern, top, onSelect } = props;
  const { pod, container, stream } = session.lines.source(line);
  const level = session.lines.level(line);
  const text = session.lines.text(line).slice(0, mostShown);
  const marks = [
    isLater && 'later',
    isMarked && 'marked',
    isSelected && 'selected',
    level && `level-${level}`,
  ];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names the active line
    <div
      id={`line-${line}`}
      role="option"
      aria-selected={isSelected}
      aria-setsize={rows}
      aria-posinset={row + 1}
      className={`line ${marks.filter(Boolean).join(' ')}`}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onSelect(line)}
    >
      <span className="time">{clockWords(session.lines.time(line))}</span>
      <span className={`source hue-${hueOf(`${pod}/${container}`)}`}>
        {pod}/{container}
      </span>
      {stream === 'stderr' && <span className="stderr">err</span>}
      <span className="text">{marked(text, pattern ?? (filter?.inverted ? undefined : filter))}</span>
    </div>
  );
}

export const LogRow = memo(LogRowNow);

/** The text with what matches in `mark` elements. */
function marked(text: string, pattern: Pattern | undefined): ReactNode {
  if (!pattern || pattern.inverted) return text;
  const parts: ReactNode[] = [];
  let end = 0;
  for (const [from, to] of pattern.matches(text)) {
    parts.push(text.slice(end, from), <mark key={from}>{text.slice(from, to)}</mark>);
    end = to;
  }
  parts.push(text.slice(end));
  return parts;
}
