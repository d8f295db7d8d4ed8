import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { timeOf, toEngineTime } from '../../../../src/logs/time/timestamp.ts';
import { createTimestampReader } from '../../../../src/logs/time/timestamp-reader.ts';

/** What each text is read as, by one reader: its time and the text behind it; undefined where it begins with none. */
function readAll(texts: readonly string[]): readonly ([string, string] | undefined)[] {
  const reader = createTimestampReader();
  return texts.map((text) => {
    const bytes = Buffer.from(`..${text}`);
    const behind = reader.read(bytes, 2, bytes.length);
    return behind === 2 ? undefined : [timeOf(reader.instant), bytes.toString('utf8', behind)];
  });
}

it.each([
  ['2026-01-02T03:04:05.123456789Z hello', '2026-01-02T03:04:05.123456789Z'],
  ['2026-01-02T03:04:05.5Z hello', '2026-01-02T03:04:05.500000000Z'],
  ['2026-01-02T03:04:05Z hello', '2026-01-02T03:04:05.000000000Z'],
  ['2026-01-02T05:04:05.123456789+02:00 hello', '2026-01-02T03:04:05.123456789Z'],
])('%j', (text, time) => {
  expect(readAll([text])).toEqual([[time, 'hello']]);
});

it.each([
  '2026-01-02T03:04:05.123456789Z',
  '2026-01-02T03:04:05.1x3456789Z ',
  '2026-01-02 03:04:05.123456789Z ',
  '2026-01-02T03:04:05.123456789Zx',
  '2026-13-02T03:04:05.123456789Z ',
  'hello world',
  '',
])('%j begins with no timestamp, also behind one', (text) => {
  const first = '2026-01-02T03:04:05.123456789Z a';
  expect(readAll([text, first, text])).toEqual([undefined, expect.anything(), undefined]);
});

it('a line of another form in between does not leave its second behind', () => {
  const [before, between, behind] = [
    '2025-12-31T23:59:59.123456789Z ',
    '2026-01-02T03:04:05Z ',
    '2025-12-31T23:59:59.000000001Z ',
  ];
  expect(readAll([before, between, behind])[2]).toEqual(['2025-12-31T23:59:59.000000001Z', '']);
});

it('what another line said does not change what one says', () => {
  const stamp = fc
    .tuple(
      fc.constantFrom('2026-01-02T03:04:05', '2026-01-02T03:04:06', '2025-12-31T23:59:59'),
      fc.constantFrom('', '.5', '.000000001', '.123456789', '.12345678x', '.1234567890'),
      fc.constantFrom('Z', '+02:00', 'z', ''),
      fc.constantFrom(' ', ' text', 'text', ''),
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(stamp, { maxLength: 8 }), (stamps) => {
      expect(readAll(stamps)).toEqual(stamps.map((text) => readAll([text])[0]));
      for (const [index, read] of readAll(stamps).entries())
        if (read) expect(read[0]).toBe(toEngineTime(stamps[index]!.slice(0, -read[1].length - 1)));
    }),
  );
});
