import { expect, it } from '@jest/globals';
import { tellingLine } from '../../../src/findings/last-line.ts';

it.each<[string, readonly string[], string | undefined]>([
  ['the only one', ['broken'], 'broken'],
  ['none', [], undefined],
  [
    'the first of the worst level',
    ['[ALERT] unknown keyword', '[ALERT] fatal errors found'],
    '[ALERT] unknown keyword',
  ],
  ['the one with an error, not what follows', ['ERROR no database', 'INFO bye'], 'ERROR no database'],
  [
    'the error behind a Python traceback',
    ['Traceback (most recent call last):', '  File "x"', 'ValueError: bad 1'],
    'ValueError: bad 1',
  ],
  [
    'the error before a stack of Node.js',
    ['Error: listen EADDRINUSE', '    at Server.x (a.js:1)', 'Node.js v22'],
    'Error: listen EADDRINUSE',
  ],
  ['the last one where no line has a level', ['starting', 'bye'], 'bye'],
])('of the last lines the telling one is %s', (_, lines, telling) => {
  expect(tellingLine(lines)).toBe(telling);
});
