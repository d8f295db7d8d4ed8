import { expect, it } from '@jest/globals';
import {
  engineTimeOf,
  epochMsOf,
  resumeAfter,
  timestampEnd,
  toEngineTime,
  unixOf,
} from '../../../src/logs/timestamp.ts';

it('resuming one nanosecond later carries into the next second', () => {
  expect(resumeAfter('2026-01-02T03:04:05.000000009Z')).toBe('1767323045.000000010');
  expect(resumeAfter('2026-01-02T03:04:05.999999999Z')).toBe('1767323046.000000000');
});

it('an instant in the form of the engine keeps its nanoseconds', () => {
  expect(unixOf('2026-01-02T03:04:05.000000006Z')).toBe('1767323045.000000006');
});

it('texts of instants sort as the instants do', () => {
  const times = [engineTimeOf(999), engineTimeOf(1_767_323_045_123), toEngineTime('2026-01-02T03:04:05.2Z')!];
  expect([...times].sort()).toEqual(times);
  expect(epochMsOf(times[1]!)).toBe(1_767_323_045_123);
});

it.each([
  '2026-01-02T03:04:05.123456789Z',
  '2026-01-02T03:04:05.1x3456789Z ',
  '2026-01-02 03:04:05.123456789Z ',
  '2026-01-02T03:04:05.123456789Zx',
  'hello world',
  '',
])('%j begins with no timestamp', (text) => {
  const bytes = Buffer.from(text);
  expect(timestampEnd(bytes, 0, bytes.length)).toBe(0);
});
