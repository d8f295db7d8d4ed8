import { expect, it } from '@jest/globals';
import { parseMessage, variableName } from '../../../src/providers/messages.ts';

it.each([
  ['{"type":"info","message":"half way"}', { is: 'told', words: 'half way' }],
  ['{"type":"error","message":"no rights"}', { is: 'failed', words: 'no rights' }],
  ['{"type":"debug","message":"x"}', { is: 'nothing' }],
  ['  ', { is: 'nothing' }],
  [
    '{"type":"setenv","message":"URL=http://a/?b=c"}',
    { is: 'variable', name: 'URL', value: 'http://a/?b=c', raw: false },
  ],
  ['{"type":"rawsetenv","message":"KEY="}', { is: 'variable', name: 'KEY', value: '', raw: true }],
  ['{"type":"setenv","message":"=a"}', { is: 'unknown', words: '=a' }],
  ['{"type":"other","message":"a"}', { is: 'unknown', words: '{"type":"other","message":"a"}' }],
  ['hello', { is: 'unknown', words: 'hello' }],
  ['null', { is: 'unknown', words: 'null' }],
])('a line of a provider is read: %s', (line, message) => {
  expect(parseMessage(line)).toEqual(message);
});

it('a variable has the name of its service before it unless it is raw', () => {
  const variable = { is: 'variable', name: 'URL', value: '' } as const;
  expect(variableName('my-db', { ...variable, raw: false })).toBe('MY-DB_URL');
  expect(variableName('my-db', { ...variable, raw: true })).toBe('URL');
});
