/** Microseconds in a unit; the order is that in which the units must follow each other. */
const MICROSECONDS: Readonly<Record<string, number>> = {
  h: 3_600_000_000,
  m: 60_000_000,
  s: 1e6,
  ms: 1e3,
  us: 1,
};

const DURATION = new RegExp(
  `^${Object.keys(MICROSECONDS)
    .map((unit) => `(?:(?<${unit}>\\d+(?:\\.\\d+)?)${unit})?`)
    .join('')}$`,
);

/**
 * Seconds in a Compose duration such as `1m30s` or `200ms`: hours to microseconds, biggest first, no spaces, no sign.
 * Undefined when it is none. Source: Compose specification, `11-extension.md`, "Specifying durations".
 */
export function parseDuration(text: string): number | undefined {
  const parts = Object.entries(DURATION.exec(text)?.groups ?? {}).filter(
    ([, amount]) => amount !== undefined,
  );
  if (parts.length === 0) return undefined;
  // Summed up in the smallest unit, so that whole amounts are rounded once.
  const sum = parts.reduce((total, [unit, amount]) => total + Number(amount) * MICROSECONDS[unit]!, 0);
  return sum / 1e6;
}
