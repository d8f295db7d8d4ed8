import { readAccess } from './access.ts';
import { isContinuation } from './continuation.ts';
import { isJsonLike } from './json.ts';
import { type Level, levelOf } from './level.ts';
import { sanitize } from './sanitize.ts';

/** How far into a line a level is looked for: behind that it is the message's own word. */
const reach = 160;

const jsonLevel =
  /"(?:level|severity|lvl|loglevel|log_level|log\.level|levelname)"\s*:\s*(?:"([a-z]{2,16})"|(\d{1,2}))/i;
const klog = /^([IWEF])\d{4} \d\d:\d\d:\d\d/;
const klogLevels: Readonly<Record<string, Level>> = { I: 'info', W: 'warn', E: 'error', F: 'fatal' };
const logfmt = /(?:^|\s)(?:level|lvl|severity)=["']?([a-z]{2,13})\b/i;
/** `[error]`, `[ WARN ]`: nginx, Envoy, HAProxy (`[NOTICE]`), Spring and many more. */
const bracketed =
  /\[ ?(trace|debug|info|notice|warn|warning|error|err|critical|crit|alert|emerg|fatal|panic) {0,2}\]/i;
/** ` ERROR `, `ERROR:`, `|WARN|`, in capitals only: in small letters it is a word like others. */
const capitals =
  /(?:^|[\s|])(TRACE|DEBUG|INFO|NOTICE|LOG|WARN|WARNING|ERROR|SEVERE|CRITICAL|FATAL|PANIC)(?=[\s:|\]]|$)/;

/** The level that a line says it has; undefined when it says none. */
export function detectLevel(line: string): Level | undefined {
  const text = line.includes('\u001b') ? sanitize(line, { colors: false }) : line;
  if (isJsonLike(text)) {
    const match = jsonLevel.exec(text);
    const value = match?.[1] ?? match?.[2];
    return value === undefined ? undefined : levelOf(value);
  }
  return detectInText(text.length > reach ? text.slice(0, reach) : text) ?? readAccess(text)?.level;
}

function detectInText(text: string): Level | undefined {
  const short = klog.exec(text);
  if (short) return klogLevels[short[1]!];
  const match = logfmt.exec(text) ?? bracketed.exec(text) ?? capitals.exec(text);
  return match ? levelOf(match[1]!) : undefined;
}

/**
 * Levels of consecutive lines: a continuation has that of the line it belongs to. `source` tells the streams apart whose
 * lines are mixed.
 */
export function createLevelTracker(): (source: string, line: string) => Level | undefined {
  const last = new Map<string, Level | undefined>();
  return (source, line) => {
    const own = detectLevel(line);
    if (own === undefined && isContinuation(line)) return last.get(source);
    last.set(source, own);
    return own;
  };
}
