import type { Pattern } from '../../logs/filter/pattern.ts';
import { compareLevels, type Level } from '../../logs/line/level.ts';
import { firstWhere } from './first-where.ts';
import type { LogStore } from './log-store.ts';

/** Which lines are shown. What is left out lets everything through; all that is given must hold. */
export interface LogWish {
  readonly pattern?: Pattern;
  /** The least severe level. Lines that say none count as `info`. */
  readonly level?: Level;
  /** `POD/CONTAINER` of those that are not shown. */
  readonly hidden: ReadonlySet<string>;
}

/** Goes over the lines in slices, so that nothing else waits for a million of them. */
export interface LogScan {
  /** Looks at lines until none is left or `isLate` says so, which is asked now and then. Answers whether it found any. */
  readonly advance: (isLate: () => boolean) => boolean;
  /** Whether every line that there is now was looked at. */
  readonly isThrough: () => boolean;
  /** How many lines were found, and the number of each. */
  readonly size: () => number;
  readonly line: (row: number) => number;
  /** The first row whose line has this number or a later one. */
  readonly rowOf: (line: number) => number;
}

/** So many lines are looked at between two looks at the clock. */
const between = 256;

export function createLogScan(store: LogStore, isWanted: (line: number) => boolean): LogScan {
  let found = new Uint32Array(1024);
  let [count, next] = [0, 0];
  function take(line: number): void {
    if (count === found.length) {
      const bigger = new Uint32Array(count * 2);
      bigger.set(found);
      found = bigger;
    }
    found[count++] = line;
  }
  return {
    advance(isLate) {
      const before = count;
      const end = store.size();
      while (next < end) {
        const pause = Math.min(end, next + between);
        for (; next < pause; next++) if (isWanted(next)) take(next);
        if (isLate()) break;
      }
      return count > before;
    },
    isThrough: () => next >= store.size(),
    size: () => count,
    line: (row) => found[row]!,
    rowOf: (line) => firstWhere(count, (row) => found[row]! >= line),
  };
}

/** What a wish says of one line. */
export function matcherOf(store: LogStore, { pattern, level, hidden }: LogWish): (line: number) => boolean {
  const isHidden = (line: number): boolean => {
    const { pod, container } = store.source(line);
    return hidden.has(`${pod}/${container}`);
  };
  const isQuiet = (line: number): boolean => compareLevels(store.level(line) ?? 'info', level!) < 0;
  return (line) =>
    !(hidden.size > 0 && isHidden(line)) &&
    !(level !== undefined && isQuiet(line)) &&
    (pattern === undefined || pattern.test(store.text(line)) !== pattern.inverted);
}
