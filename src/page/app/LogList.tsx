import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { Pattern } from '../../logs/filter/pattern.ts';
import type { LogScan } from '../model/log-scan.ts';
import { LogRow } from './LogRow.tsx';
import type { Shown } from './shown.ts';
import { useRowWindow } from './use-row-window.ts';

interface ListProps extends Shown {
  readonly scan: LogScan;
  /** The number of a line. */
  readonly selected: number | undefined;
  readonly onSelect: (line: number) => void;
  readonly pattern: Pattern | undefined;
}

const rowHeight = 20;

/** The lines that pass the filter; those after the moment are dim. */
export function LogList({ session, page, scan, selected, onSelect, pattern }: ListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { lines } = session;
  /** The number of rows up to the moment. */
  const until = page.moment === undefined ? scan.size() : scan.rowOf(lines.firstAfter(page.moment));
  const here = selected === undefined ? until - 1 : scan.rowOf(selected);
  const part = useRowWindow(scan.size(), Math.max(0, here));
  const rows = useVirtualizer({
    count: part.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  useEffect(() => {
    if (here < 0) return;
    const align = page.moment === undefined ? 'end' : selected === undefined ? 'center' : 'auto';
    rows.scrollToIndex(here - part.from, { align });
  }, [rows, here, part, page.moment, selected]);
  const choose = (row: number): void => {
    if (scan.size() > 0) onSelect(scan.line(Math.min(scan.size() - 1, Math.max(0, row))));
  };
  const onKey = (event: KeyboardEvent): void => {
    const to = rowFor(
      event.key,
      here,
      scan.size(),
      Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight),
    );
    if (to === undefined) return;
    event.preventDefault();
    choose(to);
  };
  useLineKeys((step) => choose(here + step));
  return (
    <div
      ref={scroller}
      className="lines"
      role="listbox"
      tabIndex={0}
      aria-label="Lines of the log"
      aria-activedescendant={selected === undefined ? undefined : `line-${selected}`}
      onKeyDown={onKey}
    >
      <div style={{ height: rows.getTotalSize() }} role="presentation">
        {rows.getVirtualItems().map(({ index, start }) => {
          const row = part.from + index;
          if (row >= scan.size()) return null;
          const line = scan.line(row);
          return (
            <LogRow
              key={line}
              session={session}
              line={line}
              row={row}
              rows={scan.size()}
              isLater={row >= until}
              isMarked={page.moment !== undefined && row === until - 1}
              isSelected={line === selected}
              filter={page.wish.pattern}
              pattern={pattern}
              top={start}
              onSelect={onSelect}
            />
          );
        })}
      </div>
    </div>
  );
}

/** Where a key leads in the list; undefined for a key that the list has no use for. */
function rowFor(key: string, here: number, rows: number, height: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return here + 1;
    case 'ArrowUp':
      return here - 1;
    case 'PageDown':
      return here + height;
    case 'PageUp':
      return here - height;
    case 'Home':
      return 0;
    case 'End':
      return rows - 1;
    default:
      return undefined;
  }
}

/** `j` and `k` go through the lines from anywhere on the page. */
function useLineKeys(step: (by: 1 | -1) => void): void {
  useEffect(() => {
    const onKey = ({ key, target, ctrlKey, metaKey }: globalThis.KeyboardEvent): void => {
      if (ctrlKey || metaKey) return;
      if (target instanceof HTMLElement && target.closest('input, select, dialog')) return;
      if (key === 'j') step(1);
      if (key === 'k') step(-1);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });
}
