import { useEffect, useRef, useState } from 'react';
import type { Pattern } from '../../logs/filter/pattern.ts';
import { findRow } from '../model/find-row.ts';
import type { LogScan } from '../model/log-scan.ts';
import type { LogStore } from '../model/log-store.ts';

/** Looking for a pattern in the lines that are shown. */
export interface Finding {
  /** `1`: the next line that matches, `-1`: the one before; from the selected one on, and around the ends. */
  readonly go: (direction: 1 | -1) => void;
  /** In words; empty while there is nothing to say. */
  readonly result: string;
}

const sliceMs = 8;

export function useFind(
  lines: LogStore,
  scan: LogScan,
  pattern: Pattern | undefined,
  selected: number | undefined,
  select: (line: number) => void,
): Finding {
  const [result, setResult] = useState('');
  const timer = useRef<number | undefined>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was said is about the pattern before
  useEffect(() => setResult(''), [pattern]);
  const go = (direction: 1 | -1): void => {
    window.clearTimeout(timer.current);
    if (!pattern || scan.size() === 0) return;
    const start = selected === undefined ? (direction === 1 ? -1 : 0) : scan.rowOf(selected);
    const search = findRow({
      rows: scan.size(),
      start,
      direction,
      isMatch: (row) => pattern.test(lines.text(scan.line(row))) !== pattern.inverted,
    });
    const work = (): void => {
      const begin = performance.now();
      const row = search.advance(() => performance.now() - begin > sliceMs);
      if (row === 'goes on') {
        timer.current = window.setTimeout(work);
        return;
      }
      setResult(row === 'none' ? 'no match' : '');
      if (row !== 'none') select(scan.line(row));
    };
    work();
  };
  return { go, result };
}
