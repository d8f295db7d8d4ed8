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
