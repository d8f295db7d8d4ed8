import { parseDuration } from '../../pod/duration.ts';
import { type EngineTime, engineTimeOf, toEngineTime } from './timestamp.ts';

type TimeFlag =
  | { readonly ok: true; readonly time: EngineTime }
  | { readonly ok: false; readonly code: 'bad-time'; readonly message: string; readonly hint: string };

interface TimeFlagOptions {
  readonly nowMs: number;
  /** Minutes east of Greenwich, for times that name no zone; default UTC. */
  readonly offsetMinutes?: (epochMs: number) => number;
}

/**
 * What `--since` and `--until` accept, as `docker logs` does: RFC 3339 to the nanosecond, the same without a zone or
 * without a time of day, seconds since 1970, or how long ago (`10s`, `1m30s`, `2h`).
 */
export function parseTimeFlag(text: string, options: TimeFlagOptions): TimeFlag {
  const time = relative(text, options.nowMs) ?? unix(text) ?? toEngineTime(text) ?? zoneless(text, options);
  if (time !== undefined) return { ok: true, time };
  return {
    ok: false,
    code: 'bad-time',
    message: `${JSON.stringify(text)} is no time`,
    hint: 'give how long ago (10s, 1m30s, 2h), a time such as 2026-01-02T15:04:05Z, or seconds since 1970',
  };
}

function relative(text: string, nowMs: number): EngineTime | undefined {
  const ago = parseDuration(text);
  return ago === undefined ? undefined : checked(nowMs - ago, '');
}

function unix(text: string): EngineTime | undefined {
  const match = /^(\d{1,12})(?:\.(\d{1,9}))?$/.exec(text);
  return match ? checked(Number(match[1]) * 1000, match[2] ?? '') : undefined;
}

function zoneless(text: string, { offsetMinutes }: TimeFlagOptions): EngineTime | undefined {
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?$/.exec(text);
  if (!match) return undefined;
  const wall = Date.parse(`${match[1]}T${match[2] ?? '00:00'}:${match[3] ?? '00'}Z`);
  return checked(wall - (offsetMinutes?.(wall) ?? 0) * 60_000, match[4] ?? '');
}

/** The engine's form, decimals of the second included; undefined outside the years that it can write. */
function checked(epochMs: number, decimals: string): EngineTime | undefined {
  if (!(epochMs >= 0 && epochMs < 253_402_300_800_000)) return undefined;
  const time = engineTimeOf(epochMs);
  return decimals === '' ? time : `${time.slice(0, 20)}${decimals.padEnd(9, '0')}Z`;
}
