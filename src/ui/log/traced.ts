import type { ReadableLines } from '../../logs/keep/scan.ts';
import { mentions } from '../../logs/trace/ids.ts';
import type { LogEntry } from './log-entry.ts';

/** More lines of one request are of no use on a screen. */
const mostLines = 2000;
/** Lines of a request are not far from each other: so many before the newest ones are looked at. */
const reach = 300_000;

/** Finds the lines with an id of a request. While it is the same id, only new lines are looked at. */
export function createTraced(lines: ReadableLines<LogEntry>): (id: string) => readonly LogEntry[] {
  let wanted: string | undefined;
  let next = 0;
  let first = 0;
  let found: readonly LogEntry[] = [];
  return (id) => {
    // Lines of the past may have come in front of the first one.
    if (id !== wanted || lines.first() < first) {
      [wanted, found, first] = [id, [], lines.first()];
      next = Math.max(lines.first(), lines.end() - reach);
    }
    const more: LogEntry[] = [];
    for (; next < lines.end(); next++) {
      const entry = lines.get(next)!;
      if (!entry.divider && mentions(entry.line, id)) more.push(entry);
    }
    if (more.length > 0) found = [...found, ...more].slice(0, mostLines);
    return found;
  };
}
