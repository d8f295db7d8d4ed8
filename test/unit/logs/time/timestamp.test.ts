import { expect, it } from '@jest/globals';
import {
  engineTimeOf,
  epochMsOf,
  instantOf,
  timeOf,
  toEngineTime,
} from '../../../../src/logs/time/timestamp.ts';

it('texts of instants sort as the instants do', () => {
  const times = [engineTimeOf(999), engineTimeOf(1_767_323_045_123), toEngineTime('2026-01-02T03:04:05.2Z')!];
  expect([...times].sort()).toEqual(times);
  expect(epochMsOf(times[1]!)).toBe(1_767_323_045_123);
});

it('an instant and its text are the same, in any order of seconds', () => {
  for (const time of [
    '2026-01-02T03:04:05.000000006Z',
    '2026-01-02T03:04:06.999999999Z',
    '2026-01-02T03:04:05.120000000Z',
    '1970-01-01T00:00:00.000000000Z',
  ])
    expect(timeOf(instantOf(time))).toBe(time);
});

it('no time is earlier than every other, and has no text', () => {
  expect(instantOf('').seconds).toBeLessThan(0);
  expect(timeOf(instantOf(''))).toBe('');
});
