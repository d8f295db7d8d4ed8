/** Microseconds in a unit. Sums in whole microseconds are rounded once. */
const units: Readonly<Record<string, number>> = {
  us: 1,
  ms: 1000,
  s: 1e6,
  m: 60e6,
  h: 3600e6,
  d: 86_400e6,
};

/**
 * `10s`, `1m30s`, `2h`, `1.5h`, `500ms`, `7d` in milliseconds; undefined for everything else. It is Go's notation from
 * microseconds on, and with days. A bare number is none: nobody can see what it counts.
 */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:us|ms|s|m|h|d))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(us|ms|[smhd])/g))
    total += Number(number) * units[unit!]!;
  return Number.isFinite(total) ? total / 1000 : undefined;
}
