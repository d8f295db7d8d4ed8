import { type Pattern, parsePattern } from '../../logs/filter/pattern.ts';
import { longest } from '../../logs/keep/rows.ts';
import type { Judge, Verdict } from '../../logs/keep/scan.ts';
import type { Selection } from '../../logs/keep/view.ts';
import { createLevelTracker } from '../../logs/line/detect-level.ts';
import { compareLevels } from '../../logs/line/level.ts';
import { sanitize } from '../../logs/line/sanitize.ts';
import type { EngineTime } from '../../logs/time/timestamp.ts';
import { keyOf, type LogSettings } from '../model.ts';
import type { LogEntry } from './log-entry.ts';

/** A stack trace is rarely longer: from its first line the others have their level. */
const longestTrace = 100;

/**
 * Which lines are shown; undefined when all are. Dividers follow their container. A pattern that cannot be read lets
 * everything through: the prompt has said so.
 *
 * @param since the first instant that is shown.
 */
export function createSelection(
  settings: LogSettings,
  since: EngineTime | undefined,
): Selection<LogEntry> | undefined {
  const { muted, mutedRoles, level, instance, context } = settings;
  const wanted = filterPattern(settings);
  const unwanted = settings.mutedPatterns.map(readPattern).filter((pattern) => pattern !== undefined);
  const isFree = muted.size === 0 && mutedRoles.size === 0 && level === undefined && since === undefined;
  if (isFree && !instance && !wanted && unwanted.length === 0) return undefined;
  return {
    judge: () => createJudge(settings, since, wanted, unwanted),
    context: wanted ? context : 0,
    warmUp: level === undefined ? 0 : longestTrace,
  };
}

/** The pattern of the filter, if there is one that can be read. */
export function filterPattern({ filter }: LogSettings): Pattern | undefined {
  return readPattern(filter);
}

function createJudge(
  { muted, mutedRoles, level, instance }: LogSettings,
  since: EngineTime | undefined,
  wanted: Pattern | undefined,
  unwanted: readonly Pattern[],
): Judge<LogEntry> {
  const only = instance && keyOf(instance);
  const levelOf = createLevelTracker();
  return (entry): Verdict => {
    if (instance && (entry.attempt !== instance.attempt || keyOf(entry) !== only)) return 'hidden';
    if (mutedRoles.has(entry.role) || muted.has(keyOf(entry))) return 'hidden';
    if (since !== undefined && entry.time < since) return 'hidden';
    if (entry.divider) return 'alone';
    const text = entry.line.includes('\u001b') ? sanitize(entry.line, { colors: false }) : entry.line;
    const own = level && (levelOf(`${entry.pod}/${entry.container}/${entry.stream}`, entry.line) ?? 'info');
    if (own !== undefined && level && compareLevels(own, level) < 0) return 'hidden';
    if (unwanted.some((pattern) => isWanted(pattern, text))) return 'hidden';
    return !wanted || isWanted(wanted, text) ? 'shown' : 'around';
  };
}

function isWanted({ test, inverted }: Pattern, text: string): boolean {
  return test(text.slice(0, longest)) !== inverted;
}

function readPattern(text: string): Pattern | undefined {
  if (text === '') return undefined;
  const parsed = parsePattern(text);
  return parsed.ok ? parsed.pattern : undefined;
}
