import { readAccess } from './access.ts';
import { isJsonLike } from './json.ts';
import { sanitize } from './sanitize.ts';

/** From the least to the most severe. */
export const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type Level = (typeof levels)[number];

/** Negative, zero or positive as `a` is less, equally or more severe than `b`. */
export function compareLevels(a: Level, b: Level): number {
  return levels.indexOf(a) - levels.indexOf(b);
}

/** What programs call the levels, in lower case; syslog's words among them (RFC 5424, 6.2.1). */
const words: Readonly<Record<string, Level>> = {
  trace: 'trace',
  verbose: 'trace',
  debug: 'debug',
  dbg: 'debug',
  info: 'info',
  information: 'info',
  informational: 'info',
  inf: 'info',
  log: 'info',
  notice: 'info',
  warn: 'warn',
  warning: 'warn',
  wrn: 'warn',
  error: 'error',
  err: 'error',
  eror: 'error',
  severe: 'error',
  fatal: 'fatal',
  ftl: 'fatal',
  critical: 'fatal',
  crit: 'fatal',
  alert: 'fatal',
  emerg: 'fatal',
  emergency: 'fatal',
  panic: 'fatal',
  dpanic: 'fatal',
};

/** A level by its word or number; undefined for what is none. Words in any case. */
export function levelOf(value: string | number): Level | undefined {
  if (typeof value === 'number' || /^\d+$/.test(value)) return levelOfNumber(Number(value));
  return Object.hasOwn(words, value.toLowerCase()) ? words[value.toLowerCase()] : undefined;
}

/** Bunyan's and pino's tens from 10 to 60; below, syslog's severities from 0 (emergency) to 7 (debug). */
function levelOfNumber(value: number): Level | undefined {
  if (value >= 10 && value <= 60) return levels[Math.floor(value / 10) - 1];
  if (value < 0 || value > 7) return undefined;
  if (value <= 2) return 'fatal';
  return (['error', 'warn', 'info', 'info', 'debug'] as const)[value - 3];
}

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

/** `  at f (file.js:1)`, `Caused by: …`, `\t... 5 more`: the rest of what an earlier line began. */
const continuation = /^(?:\s+\S|Caused by:|Traceback \(|\.\.\. \d+ more)/;

/**
 * Levels of consecutive lines: a continuation has that of the line it belongs to. `source` tells the streams apart whose
 * lines are mixed.
 */
export function createLevelTracker(): (source: string, line: string) => Level | undefined {
  const last = new Map<string, Level | undefined>();
  return (source, line) => {
    const own = detectLevel(line);
    if (own === undefined && continuation.test(line)) return last.get(source);
    last.set(source, own);
    return own;
  };
}
