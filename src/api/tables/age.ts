const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** How long something lasts, in the short form of kubectl: `45s`, `3m12s`, `5h`. Source: apimachinery `pkg/util/duration`, HumanDuration. */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 2 * minute) return `${seconds}s`;
  if (seconds < 10 * minute) return twoParts(seconds, minute, 'm', 1, 's');
  if (seconds < 3 * hour) return `${Math.trunc(seconds / minute)}m`;
  if (seconds < 8 * hour) return twoParts(seconds, hour, 'h', minute, 'm');
  if (seconds < 48 * hour) return `${Math.trunc(seconds / hour)}h`;
  if (seconds < 8 * day) return twoParts(seconds, day, 'd', hour, 'h');
  if (seconds < 2 * 365 * day) return `${Math.trunc(seconds / day)}d`;
  if (seconds < 8 * 365 * day) return twoParts(seconds, 365 * day, 'y', day, 'd');
  return `${Math.trunc(seconds / (365 * day))}y`;
}

function twoParts(seconds: number, large: number, one: string, small: number, other: string): string {
  const rest = Math.trunc((seconds % large) / small);
  const whole = `${Math.trunc(seconds / large)}${one}`;
  return rest === 0 ? whole : `${whole}${rest}${other}`;
}

/** @param time RFC 3339. @param now in milliseconds since the epoch. */
export function age(time: unknown, now: number): string {
  return typeof time === 'string' ? humanDuration(now - Date.parse(time)) : '<unknown>';
}
