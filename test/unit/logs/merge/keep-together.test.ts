import { expect, it } from '@jest/globals';
import { keepTogether } from '../../../../src/logs/merge/keep-together.ts';

const lines = (...texts: readonly string[]) =>
  texts.map((text) => {
    const [container, line] = text.split('|') as [string, string];
    return { pod: 'web', container, stream: 'stdout', line };
  });
const shown = (...texts: readonly string[]) =>
  keepTogether(lines(...texts)).map(({ container, line }) => `${container}|${line}`);

it('a stack trace stays in one piece where other containers write between its lines', () => {
  expect(
    shown(
      'app|Error: no',
      'proxy|GET /',
      'app|    at f (a.js:1)',
      'proxy|GET /x',
      'app|    at g (a.js:2)',
      'app|on',
    ),
  ).toEqual([
    'app|Error: no',
    'app|    at f (a.js:1)',
    'app|    at g (a.js:2)',
    'proxy|GET /',
    'proxy|GET /x',
    'app|on',
  ]);
});

it('the line behind a trace of Python that names the error belongs to it', () => {
  const [trace, file, named] = [
    'app|Traceback (most recent call last):',
    'app|  File "a.py"',
    'app|ValueError: bad',
  ];
  expect(shown(trace!, 'proxy|x', file!, 'proxy|y', named!, 'proxy|z')).toEqual([
    trace,
    file,
    named,
    'proxy|x',
    'proxy|y',
    'proxy|z',
  ]);
});

it('lines without a trace keep their order', () => {
  const texts = ['app|a', 'proxy|b', 'app|c'];
  expect(shown(...texts)).toEqual(texts);
});
