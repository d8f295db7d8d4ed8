import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isBefore, nextInstant, unixOf } from '../../../../src/logs/time/instant.ts';
import { instantOf, timeOf } from '../../../../src/logs/time/timestamp.ts';

it('the next instant carries into the next second', () => {
  expect(unixOf(nextInstant(instantOf('2026-01-02T03:04:05.000000009Z')))).toBe('1767323045.000000010');
  expect(unixOf(nextInstant(instantOf('2026-01-02T03:04:05.999999999Z')))).toBe('1767323046.000000000');
});

it('an instant in the form of the engine keeps its nanoseconds', () => {
  expect(unixOf(instantOf('2026-01-02T03:04:05.000000006Z'))).toBe('1767323045.000000006');
});

it('instants are in the order of their texts', () => {
  const instant = fc.record({ seconds: fc.nat(3), nanos: fc.nat(999_999_999) });
  fc.assert(
    fc.property(instant, instant, (a, b) => {
      expect(isBefore(a, b)).toBe(timeOf(a) < timeOf(b));
    }),
  );
});
