import type { ContainerView } from '../events/view.ts';
import { detectLevel } from '../logs/line/detect-level.ts';
import { compareLevels, type Level } from '../logs/line/level.ts';

/** `ValueError: bad 1`, `panic: no such table`, `Error: listen EADDRINUSE`. */
const complaint = /^(?:[\w.$]*(?:Error|Exception)\b|panic:|fatal:)/i;

/**
 * The line of an instance's last ones that says why it ended: the first of those with the worst level from error on, else
 * the newest one that names an error, else the last one.
 */
export function tellingLine(lines: readonly string[]): string | undefined {
  const levels = lines.map((line): Level => detectLevel(line) ?? 'trace');
  const worst = levels.reduce((a, b) => (compareLevels(a, b) >= 0 ? a : b), 'trace');
  if (compareLevels(worst, 'error') >= 0) return lines[levels.indexOf(worst)];
  return lines.findLast((line) => complaint.test(line.trim())) ?? lines.at(-1);
}

/** The last lines of the instance that ended last; empty where none are known. */
export function lastLinesOf({ lastLines, lastTerminated, state, attempt }: ContainerView): readonly string[] {
  if (!lastLines) return [];
  const ended = state.is === 'terminated' ? attempt : lastTerminated ? attempt - 1 : undefined;
  // The newest lines of a loop tell as much as those of the very last turn, whose log may still be read.
  return ended !== undefined && ended - lastLines.attempt <= 1 ? lastLines.lines : [];
}
