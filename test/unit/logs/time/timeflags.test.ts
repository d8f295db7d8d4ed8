import { expect, it } from '@jest/globals';
import { parseTimeFlag } from '../../../../src/logs/time/timeflags.ts';

const nowMs = Date.parse('2026-01-02T03:04:05.678Z');
const parse = (text: string, offset = 0) => parseTimeFlag(text, { nowMs, offsetMinutes: () => offset });

it.each([
  ['10s', '2026-01-02T03:03:55.678000000Z'],
  ['1m30s', '2026-01-02T03:02:35.678000000Z'],
  ['2026-01-02T01:02:03.123456789Z', '2026-01-02T01:02:03.123456789Z'],
  ['2026-01-02T01:02:03+01:00', '2026-01-02T00:02:03.000000000Z'],
  ['1767323045', '2026-01-02T03:04:05.000000000Z'],
  ['1767323045.000000006', '2026-01-02T03:04:05.000000006Z'],
])('%s', (text, time) => {
  expect(parse(text)).toEqual({ ok: true, time });
});

it.each([
  ['2026-01-02', '2026-01-01T22:00:00.000000000Z'],
  ['2026-01-02T03:04', '2026-01-02T01:04:00.000000000Z'],
  ['2026-01-02 03:04:05.5', '2026-01-02T01:04:05.500000000Z'],
])('%s is in the zone of the person who typed it', (text, time) => {
  expect(parse(text, 120)).toEqual({ ok: true, time });
});

it.each(['', 'yesterday', '2026-13-45T99:99:99Z', '-5s', '99999d', '999999999999', '2026-99-99'])(
  '%j is refused with advice',
  (text) => {
    expect(parse(text)).toMatchObject({
      ok: false,
      code: 'bad-time',
      message: `${JSON.stringify(text)} is no time`,
      hint: expect.stringContaining('10s'),
    });
  },
);
