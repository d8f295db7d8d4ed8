const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * `10s`, `1m30s`, `2h`, `1.5h`, `500ms`, `7d` in milliseconds; undefined for everything else. Go's notation without its
 * units below the millisecond, and with days. A bare number is none: nobody can see what it counts.
 */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g))
    total += Number(number) * units[unit!]!;
  return Number.isFinite(total) ? total : undefined;
}
