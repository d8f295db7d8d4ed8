import { expect, it } from '@jest/globals';
import { createLevelTracker, detectLevel } from '../../../../src/logs/line/detect-level.ts';
import { compareLevels, levels } from '../../../../src/logs/line/level.ts';

it.each([
  ['{"level":"info","msg":"x"}', 'info'],
  ['{"time":1,"severity":"WARNING"}', 'warn'],
  ['{"level":50,"msg":"pino"}', 'error'],
  ['{"level":3,"msg":"gelf"}', 'error'],
  ['{"msg":"level is \\"error\\""}', undefined],
  ['time=2026-01-02T03:04:05Z level=debug msg="x"', 'debug'],
  ['ts=1 lvl="err" msg=x', 'error'],
  ['2026-01-02 03:04:05,123 ERROR app.main: broken', 'error'],
  ['WARNING:root:careful', 'warn'],
  ['INFO:     Started server process [1]', 'info'],
  ['2026-01-02 03:04:05.123 UTC [1] FATAL:  the database is starting up', 'fatal'],
  ['2026-01-02 03:04:05.123 UTC [1] LOG:  ready', 'info'],
  ['E0102 03:04:05.123456       1 server.go:1] broken', 'error'],
  ['I0102 03:04:05.123456       1 server.go:1] fine', 'info'],
  ['[2026-01-02 03:04:05.123][1][warning][main] [source/server.cc:1] x', 'warn'],
  ['[2026-01-02 03:04:05.123][1][critical][main] [source/server.cc:1] x', 'fatal'],
  ['[NOTICE]   (1) : haproxy version is 3.0', 'info'],
  ['[ALERT]    (1) : config : parsing failed', 'fatal'],
  ['2026/01/02 03:04:05 [error] 29#29: *1 connect() failed', 'error'],
  ['2026/01/02 03:04:05 [emerg] 1#1: bind() failed', 'fatal'],
  ['\u001b[32mINFO\u001b[0m started', 'info'],
  ['\u001b[1;31m[ERROR]\u001b[0m broken', 'error'],
  ['[ WARN ] spring', 'warn'],
  ['172.17.0.1 - - [02/Jan/2026:03:04:05 +0000] "GET / HTTP/1.1" 502 157 "-" "curl/8"', 'error'],
  ['there was an error in the fatal attempt', undefined],
  ['MYERROR is a name', undefined],
  ['hello world', undefined],
  ['', undefined],
])('%j says %s', (line, level) => {
  expect(detectLevel(line)).toBe(level);
});

it('a word far behind the beginning is the message, not its level', () => {
  expect(detectLevel(`${'x'.repeat(200)} ERROR y`)).toBeUndefined();
});

it('levels have an order', () => {
  expect([...levels].reverse().sort(compareLevels)).toEqual(levels);
});

it('the lines of a stack trace have the level of what was thrown, each stream on its own', () => {
  const levelOf = createLevelTracker();
  expect(levelOf('app/stderr', 'ERROR broken')).toBe('error');
  expect(levelOf('app/stdout', '  indented')).toBeUndefined();
  expect(levelOf('app/stderr', '    at f (main.js:1)')).toBe('error');
  expect(levelOf('app/stderr', 'Caused by: x')).toBe('error');
  expect(levelOf('app/stderr', 'done')).toBeUndefined();
  expect(levelOf('app/stderr', '  indented')).toBeUndefined();
});
