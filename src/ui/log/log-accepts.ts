import { parsePattern } from '../../logs/filter/pattern.ts';
import { longest } from '../../logs/keep/rows.ts';
import { createLevelTracker } from '../../logs/line/detect-level.ts';
import { compareLevels } from '../../logs/line/level.ts';
import { sanitize } from '../../logs/line/sanitize.ts';
import type { EngineTime } from '../../logs/time/timestamp.ts';
import { keyOf, type LogSettings } from '../model.ts';
import type { LogEntry } from './log-entry.ts';

/**
 * Whether a line is shown; undefined when all are. Dividers follow their container. A pattern that cannot be read lets
 * everything through: whoever typed it has been told.
 *
 * @param since the first instant that is shown.
 */
export function createAccepts(
  settings: LogSettings,
  since: EngineTime | undefined,
): ((entry: LogEntry) => boolean) | undefined {
  const { muted, mutedRoles, level, instance } = settings;
  const only = instance && keyOf(instance);
  const wanted = readPattern(settings.filter);
  const unwanted = settings.mutedPatterns.map(readPattern).filter((test) => test !== undefined);
  const isFree = muted.size === 0 && mutedRoles.size === 0 && level === undefined && since === undefined;
  if (isFree && !instance && !wanted && unwanted.length === 0) return undefined;
  const levelOf = createLevelTracker();
  return (entry) => {
    if (instance && (entry.attempt !== instance.attempt || keyOf(entry) !== only)) return false;
    if (mutedRoles.has(entry.role) || muted.has(keyOf(entry))) return false;
    if (since !== undefined && entry.time < since) return false;
    if (entry.divider) return true;
    const text = entry.line.includes('\u001b') ? sanitize(entry.line, { colors: false }) : entry.line;
    const own = level && (levelOf(`${entry.pod}/${entry.container}/${entry.stream}`, entry.line) ?? 'info');
    if (own !== undefined && level && compareLevels(own, level) < 0) return false;
    return (!wanted || wanted(text)) && !unwanted.some((test) => test(text));
  };
}

function readPattern(text: string): ((line: string) => boolean) | undefined {
  if (text === '') return undefined;
  const parsed = parsePattern(text);
  if (!parsed.ok) return undefined;
  const { test, inverted } = parsed.pattern;
  return (line) => test(line.slice(0, longest)) !== inverted;
}
