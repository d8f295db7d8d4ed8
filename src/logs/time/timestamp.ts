import { type Instant, noInstant } from './instant.ts';

/**
 * An instant as the engine prints it: RFC 3339 in UTC with nine decimals, `2026-01-02T03:04:05.000000006Z`. The width is
 * fixed, so that the order of the texts is the order in time and no nanosecond is lost in a number.
 */
export type EngineTime = string;

const loose = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/** Any RFC 3339 text as an instant; undefined when it is none. */
export function parseInstant(text: string): Instant | undefined {
  const match = loose.exec(text);
  if (!match) return undefined;
  const epochMs = Date.parse(`${match[1]}${match[3]}`);
  if (Number.isNaN(epochMs)) return undefined;
  return { seconds: epochMs / 1000, nanos: Number((match[2] ?? '').padEnd(9, '0')) };
}

/** Any RFC 3339 text at the engine's width and in UTC; undefined when it is none. */
export function toEngineTime(text: string): EngineTime | undefined {
  const instant = parseInstant(text);
  return instant && timeOf(instant);
}

/** The instant of an engine's time, `noInstant` of an empty one. */
export function instantOf(time: EngineTime): Instant {
  return parseInstant(time) ?? noInstant;
}

/** The engine's text of an instant, empty for none. Lines share their second, so it is written once. */
export function timeOf({ seconds, nanos }: Instant): EngineTime {
  if (seconds < 0) return '';
  if (seconds !== written.seconds)
    written = { seconds, text: new Date(seconds * 1000).toISOString().slice(0, 20) };
  return `${written.text}${String(nanos).padStart(9, '0')}Z`;
}

let written = { seconds: 0, text: '1970-01-01T00:00:00.' };

/** The engine's width for a clock in milliseconds since 1970. */
export function engineTimeOf(epochMs: number): EngineTime {
  return `${new Date(epochMs).toISOString().slice(0, 23)}000000Z`;
}

/** Milliseconds since 1970, nanoseconds cut off; NaN for an empty time. */
export function epochMsOf(time: EngineTime): number {
  return Date.parse(`${time.slice(0, 23)}Z`);
}
