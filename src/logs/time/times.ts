import { type EngineTime, epochMsOf } from './timestamp.ts';

/** How the time of a line is shown. The clock and the zone come from the caller. */
export type Timestamps =
  | { readonly style: 'off' }
  | { readonly style: 'utc' }
  /** Minutes east of Greenwich at an instant: `(ms) => -new Date(ms).getTimezoneOffset()`. */
  | { readonly style: 'local'; readonly offsetMinutes: (epochMs: number) => number }
  /** Since an instant, e.g. the creation of the pod. */
  | { readonly style: 'relative'; readonly originMs: number };

/**
 * What stands in front of a line: `2026-01-02T03:04:05.123Z`, `2026-01-02 05:04:05.123` or `   +12.345s`; empty for
 * `off`. Widths do not vary, so that lines stay aligned.
 */
export function createTimePrinter(timestamps: Timestamps): (time: EngineTime) => string {
  switch (timestamps.style) {
    case 'off':
      return () => '';
    case 'utc':
      return (time) => (time === '' ? '' : `${time.slice(0, 23)}Z`);
    case 'local':
      return localPrinter(timestamps.offsetMinutes);
    case 'relative':
      return (time) => (time === '' ? '' : sinceOrigin(epochMsOf(time) - timestamps.originMs));
  }
}

/** Remembers the last second: neighbouring lines mostly share it, and calendar arithmetic is slow. */
function localPrinter(offsetMinutes: (epochMs: number) => number): (time: EngineTime) => string {
  let second = '';
  let shown = '';
  return (time) => {
    if (time === '') return '';
    if (time.slice(0, 19) !== second) {
      second = time.slice(0, 19);
      const epochMs = Date.parse(`${second}Z`);
      shown = new Date(epochMs + offsetMinutes(epochMs) * 60_000)
        .toISOString()
        .slice(0, 19)
        .replace('T', ' ');
    }
    return shown + time.slice(19, 23);
  };
}

function sinceOrigin(ms: number): string {
  const sign = ms < 0 ? '-' : '+';
  return `${sign}${(Math.abs(ms) / 1000).toFixed(3)}s`.padStart(11);
}
