import { expect, it } from '@jest/globals';
import type { LogLine } from '../../../../src/api/ports.ts';
import { logBytes } from '../../../../src/api/streams/log-bytes.ts';
import { logForm } from '../../../../src/api/streams/log-query.ts';

const line = (text: string, partial = false): LogLine => ({
  time: '2026-01-02T03:04:05.000000006Z',
  text: Buffer.from(text),
  partial,
});

async function* given(...batches: LogLine[][]): AsyncGenerator<readonly LogLine[]> {
  yield* batches;
}

async function written(lines: AsyncIterable<readonly LogLine[]>, form: object = {}): Promise<string> {
  const parts: Uint8Array[] = [];
  const whole = { timestamps: false, limitBytes: Number.POSITIVE_INFINITY, ...form };
  for await (const part of logBytes(lines, whole)) parts.push(part);
  return Buffer.concat(parts).toString();
}

it('lines come as they were written, and the parts of a long one as one line', async () => {
  const lines = given([line('a'), line('long, ', true)], [line('and longer'), line('unfinished', true)]);
  expect(await written(lines)).toBe('a\nlong, and longer\nunfinished');
});

it('each line has its time in front where that is asked for, and a long one has it once', async () => {
  const lines = given([line('long, ', true), line('and longer'), line('b')]);
  const time = '2026-01-02T03:04:05.000000006Z';
  expect(await written(lines, { timestamps: true })).toBe(`${time} long, and longer\n${time} b\n`);
});

it('nothing comes after the limit, and nothing is read on', async () => {
  let isReadOn = false;
  async function* two(): AsyncGenerator<readonly LogLine[]> {
    yield [line('abcdef'), line('ghi')];
    isReadOn = true;
  }
  expect(await written(two(), { limitBytes: 9 })).toBe('abcdef\ngh');
  expect(isReadOn).toBe(false);
});

it('the options of a log are read as a real server reads them', () => {
  const query = new URLSearchParams('follow=true&previous=1&tailLines=0&sinceSeconds=5&timestamps=True');
  expect(logForm(query, 'web')).toEqual({
    request: { follow: true, previous: true, tailLines: 0, sinceSeconds: 5 },
    timestamps: true,
    limitBytes: Number.POSITIVE_INFINITY,
  });
});

it.each([
  [
    'tailLines=-1',
    'PodLogOptions "web" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
  ],
  ['limitBytes=0', 'PodLogOptions "web" is invalid: limitBytes: Invalid value: 0: must be greater than 0'],
  ['tailLines=x', 'tailLines: "x" cannot be read'],
  ['sinceTime=yesterday', 'sinceTime: "yesterday" cannot be read'],
  [
    'sinceSeconds=1&sinceTime=2026-01-01T00:00:00Z',
    'PodLogOptions "web" is invalid: sinceSeconds: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified',
  ],
])('options that cannot be are refused: %s', (query, message) => {
  expect(() => logForm(new URLSearchParams(query), 'web')).toThrow(message);
});
