import { useState } from 'react';
import { type RowWindow, windowAround } from '../model/row-window.ts';

/** The part of a long list that is shown around a row. */
export function useRowWindow(rows: number, row: number): RowWindow {
  const [before, setBefore] = useState<RowWindow | undefined>(undefined);
  const next = windowAround(rows, row, before);
  if (before === undefined || next.from !== before.from || next.count !== before.count) setBefore(next);
  return before !== undefined && next.from === before.from && next.count === before.count ? before : next;
}
