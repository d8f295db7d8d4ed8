import type { ReadableLines } from '../../logs/keep/scan.ts';
import { isContinuation, namesError } from '../../logs/line/continuation.ts';
import type { LogEntry } from './log-entry.ts';

/** A stack trace is rarely longer; other containers may write between its lines. */
const longestLook = 200;

/** The line that a line of a stack trace belongs to; undefined for a line that goes on with nothing. */
export function ownerOf(
  lines: Pick<ReadableLines<LogEntry>, 'get'>,
  entry: LogEntry,
  seq: number,
): LogEntry | undefined {
  if (!isContinuation(entry.line)) return undefined;
  for (let at = seq - 1; at >= seq - longestLook; at--) {
    const earlier = lines.get(at);
    if (!earlier) return undefined;
    if (!isSameStream(earlier, entry)) continue;
    if (!isContinuation(earlier.line) || namesError(earlier.line)) return earlier;
  }
  return undefined;
}

function isSameStream(one: LogEntry, other: LogEntry): boolean {
  return (
    !one.divider &&
    one.stream === other.stream &&
    one.container === other.container &&
    one.pod === other.pod &&
    one.attempt === other.attempt
  );
}
