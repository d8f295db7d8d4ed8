import { useEffect, useMemo, useState } from 'react';
import type { LogScan } from '../model/log-scan.ts';

/** Work for so long, in milliseconds; then a key or a frame has its turn. */
const sliceMs = 8;

/** Goes on with a scan in slices until it is through, and again when there are more lines. Draws again as it finds. */
export function useScan(create: () => LogScan, dependencies: readonly unknown[], version: number): LogScan {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the caller says what the scan depends on
  const scan = useMemo(create, dependencies);
  const [, draw] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version means more lines
  useEffect(() => {
    let [timer, isOver, lastDrawn]: [number | undefined, boolean, number] = [undefined, false, 0];
    const work = (): void => {
      const begin = performance.now();
      const found = scan.advance(() => performance.now() - begin > sliceMs);
      const isThrough = scan.isThrough();
      if ((found && begin - lastDrawn > 100) || isThrough) {
        lastDrawn = begin;
        draw((count) => count + 1);
      }
      if (!isThrough && !isOver) timer = window.setTimeout(work);
    };
    work();
    return () => {
      isOver = true;
      window.clearTimeout(timer);
    };
  }, [scan, version]);
  return scan;
}
