import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type LineBatch, lineAt } from '../../../../src/logs/merge/batch.ts';
import { type LogSource, toRecord } from '../../../../src/logs/merge/record.ts';
import { createTimePrinter } from '../../../../src/logs/time/times.ts';
import { colorsOf, palette } from '../../../../src/logs/write/colors.ts';
import { createEncoder } from '../../../../src/logs/write/encode.ts';
import { createFormatter, type FormatOptions } from '../../../../src/logs/write/format.ts';
import { at, batchOf } from '../stream.ts';

const containers = [
  { name: 'app', role: 'app' },
  { name: 'proxy', role: 'sidecar' },
] as const;
const app: LogSource = { pod: 'shop', container: 'app', role: 'app', attempt: 0 };
const proxy: LogSource = { pod: 'shop', container: 'proxy', role: 'sidecar', attempt: 1 };

function byteLine(text: string | Uint8Array, partial = false): LineBatch {
  return batchOf(text, at(123_456_789), partial);
}

function format(options: Partial<FormatOptions>, source: LogSource, text: string): string {
  const formatter = createFormatter({ output: 'pretty', colors: false, containers, ...options });
  return formatter.line(toRecord(1, source, lineAt(byteLine(text), 0)));
}

it('the prefix is as wide as the longest name', () => {
  expect(format({}, app, 'hello')).toBe('app   | hello');
  expect(format({}, proxy, 'hello')).toBe('proxy | hello');
  expect(format({ prefix: false }, proxy, 'hello')).toBe('hello');
});

it('without colours not one escape is written', () => {
  expect(format({}, proxy, '\u001b[31mred')).toBe('proxy | red');
});

it('the lines of a sidecar are dim, also behind its own colours', () => {
  expect(format({ colors: true, prefix: false }, proxy, 'a\u001b[31mb\u001b[mc')).toBe(
    '\u001b[2ma\u001b[31mb\u001b[0m\u001b[2mc\u001b[0m',
  );
  expect(format({ colors: true, prefix: false }, app, '\u001b[31mb')).toBe('\u001b[31mb\u001b[0m');
});

it.each([
  [{ style: 'utc' }, '2026-01-02T03:04:00.123Z hi'],
  [{ style: 'local', offsetMinutes: () => 330 }, '2026-01-02 08:34:00.123 hi'],
  [{ style: 'relative', originMs: Date.parse('2026-01-02T03:03:58Z') }, '    +2.123s hi'],
  [{ style: 'off' }, 'hi'],
] as const)('timestamps %j', (timestamps, wanted) => {
  expect(format({ timestamps, prefix: false }, app, 'hi')).toBe(wanted);
});

it('local time follows the seconds and the change of the zone', () => {
  const changes = Date.parse('2026-01-02T03:04:01Z');
  const offsetMinutes = (ms: number) => (ms < changes ? 60 : 120);
  const print = createTimePrinter({ style: 'local', offsetMinutes });
  expect([at(999e6), at(1e9), at(1.5e9)].map(print)).toEqual([
    '2026-01-02 04:04:00.999',
    '2026-01-02 05:04:01.000',
    '2026-01-02 05:04:01.500',
  ]);
});

it('a restart is a row of its own, counted from one, in pretty output only', () => {
  const restart = { container: 'app', exitCode: 137, attempt: 1 };
  const divider = (output: 'pretty' | 'raw' | 'json') =>
    createFormatter({ output, colors: false, containers }).divider(restart);
  expect(divider('pretty')).toBe('── app restarted (exit 137), attempt 2 ──');
  expect(divider('raw')).toBeUndefined();
  expect(divider('json')).toBeUndefined();
});

it('json is the Log event of the public stream, its line verbatim', () => {
  expect(JSON.parse(format({ output: 'json', project: 'demo' }, proxy, 'a\u001b[2J"'))).toEqual({
    time: at(123_456_789),
    seq: 1,
    type: 'Log',
    project: 'demo',
    pod: 'shop',
    container: 'proxy',
    attempt: 1,
    stream: 'stdout',
    line: 'a\u001b[2J"',
    partial: false,
  });
});

it('colours do not depend on the order of the names and differ while there are enough', () => {
  const names = ['envoy', 'app', 'vault', 'haproxy', 'redis', 'migrate', 'otel'];
  const colors = colorsOf(names);
  expect(colorsOf([...names].reverse())).toEqual(colors);
  expect(new Set(colors.values()).size).toBe(names.length);
  expect(colorsOf(Array.from({ length: 25 }, (_, index) => `c${index}`)).size).toBe(25);
  expect(new Set(palette.map(({ sgr }) => sgr)).size).toBe(palette.length);
});

/** The output of an encoder whose pieces are so small that lines go over their edges. */
function encode(
  options: FormatOptions,
  lines: readonly (readonly [LogSource, LineBatch])[],
  chunkBytes = 64,
): string {
  const chunks: Buffer[] = [];
  const encoder = createEncoder({ ...options, chunkBytes, onChunk: (bytes) => chunks.push(bytes) });
  for (const [source, line] of lines) encoder.line(source, line, 0);
  encoder.flush();
  return Buffer.concat(chunks).toString('utf8');
}

it('bytes and text are formatted alike', () => {
  const piece = fc.constantFrom(
    'plain',
    '~',
    '\u007f',
    '\u0000',
    ' ',
    '\t',
    '日本',
    '"',
    '\\',
    '\u001b[31m',
    '\u001b[2J',
    '\r',
    '{"a":1}',
    'x'.repeat(70),
  );
  const line = fc.tuple(
    fc.constantFrom(app, proxy),
    fc.array(piece).map((parts) => parts.join('')),
  );
  const options = fc.record({
    output: fc.constantFrom('pretty', 'json'),
    colors: fc.boolean(),
    prefix: fc.boolean(),
    timestamps: fc.constantFrom({ style: 'off' }, { style: 'utc' }),
    containers: fc.constant(containers),
    project: fc.constant('demo'),
  });
  fc.assert(
    fc.property(options, fc.array(line), (chosen, lines) => {
      const formatter = createFormatter(chosen as FormatOptions);
      const wanted = lines.map(([source, text], index) =>
        formatter.line(toRecord(index + 1, source, lineAt(byteLine(text), 0))),
      );
      const bytes = lines.map(([source, text]) => [source, byteLine(text)] as const);
      expect(encode(chosen as FormatOptions, bytes)).toBe(wanted.map((text) => `${text}\n`).join(''));
    }),
  );
});

it('raw output is what the containers wrote: parts of a line stay together, an unfinished last line stays so', () => {
  const raw = { output: 'raw', colors: false, containers } as const;
  expect(
    encode(raw, [
      [app, byteLine('a', true)],
      [app, byteLine('b')],
      [app, byteLine('$ ', true)],
    ]),
  ).toBe('ab\n$ ');
  expect(
    encode(raw, [
      [app, byteLine('a', true)],
      [proxy, byteLine('p')],
      [app, byteLine('b')],
    ]),
  ).toBe('a\np\nb\n');
  const restarted = { ...app, attempt: 1 };
  expect(
    encode(raw, [
      [app, byteLine('cut off', true)],
      [restarted, byteLine('new')],
    ]),
  ).toBe('cut off\nnew\n');
});

it('where names are not clear the label stands in front, and JSON keeps the name', () => {
  const labelled = { ...app, label: 'shop/app' };
  expect(format({ containers: [{ name: 'shop/app', role: 'app' }] }, labelled, 'hi')).toBe('shop/app | hi');
  expect(JSON.parse(format({ output: 'json' }, labelled, 'hi'))).toMatchObject({
    pod: 'shop',
    container: 'app',
  });
});
