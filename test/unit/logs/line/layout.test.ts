import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isJsonLike, readJson } from '../../../../src/logs/line/json.ts';
import { foldOutJson, layOutJson } from '../../../../src/logs/line/layout.ts';

const plain = (line: string) => layOutJson(line, { colors: false });

it.each([
  [
    '{"level":"info","ts":1767323045.25,"caller":"main.go:1","msg":"ready","port":8080}',
    '2026-01-02T03:04:05.250Z INFO  ready caller=main.go:1 port=8080',
  ],
  [
    '{"time":"2026-01-02T03:04:05Z","severity":"WARNING","message":"slow query","took":"1.5 s","ok":null}',
    '2026-01-02T03:04:05Z WARN  slow query took="1.5 s" ok=null',
  ],
  ['{"level":30,"time":1767323045123,"pid":1,"msg":"pino"}', '2026-01-02T03:04:05.123Z INFO  pino pid=1'],
  ['{"ts":1767323045123456,"msg":"micro"}', '2026-01-02T03:04:05.123Z micro'],
  ['{"ts":1767323045123456789,"msg":"nano"}', '2026-01-02T03:04:05.123Z nano'],
  ['{"ts":12,"msg":"since the start"}', 'since the start ts=12'],
  ['{"msg":"two\\n  rows\\n"}', 'two ↵ rows'],
  ['{"a":{"b":[1]},"c":""}', 'a={"b":[1]} c=""'],
  ['{"level":"loud","msg":"x"}', 'x level=loud'],
  ['{}', ''],
])('%s is laid out in one row', (line, wanted) => {
  expect(plain(line)).toBe(wanted);
});

it('what a terminal would act on is dropped, though JSON carried it behind an escape', () => {
  expect(plain('{"msg":"a\\u001b[2Jb","\\u009b31mk":"\\u202ev"}')).toBe('ab k=v');
  expect(layOutJson('{"level":"error","msg":"a\\u001b[2Jb"}', { colors: true })).toBe(
    '\u001b[31mERROR\u001b[0m ab',
  );
});

it('a line of JSON folds out', () => {
  expect(foldOutJson('{"a":{"b":1},"c":"\\u0007"}')).toEqual([
    '{',
    '  "a": {',
    '    "b": 1',
    '  },',
    '  "c": "\\u0007"',
    '}',
  ]);
  expect(foldOutJson('text')).toBeUndefined();
});

it.each(['{', '{]}', '{x}', '[1]', '"a"', '', ' ', ' {"a":1}', 'text {"a":1}', '{"a":1} text'])(
  '%j is no line of JSON',
  (line) => {
    expect(readJson(line)).toBeUndefined();
    expect(plain(line)).toBeUndefined();
  },
);

it('every object is recognised, before spaces too', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
      const line = `${JSON.stringify(object)} \r`;
      expect(isJsonLike(line)).toBe(true);
      expect(readJson(line)).toEqual(JSON.parse(JSON.stringify(object)));
      expect(plain(line)).not.toMatch(/\n/);
    }),
  );
});
