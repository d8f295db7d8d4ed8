import { expect, it } from '@jest/globals';
import { parsePattern } from '../../../../src/logs/filter/pattern.ts';

const read = (text: string) => {
  const result = parsePattern(text);
  if (!result.ok) throw new Error(result.message);
  return result.pattern;
};

it.each(['(a+)+$', '(a|aa)+$', '(a|a?)+b$', '(.*)*x', '^(([a-z])+.)+[A-Z]([a-z])+$', '(?i)(a+)+$'])(
  'no pattern takes time that grows faster than the line: %s',
  (text) => {
    const { test } = read(text);
    // A backtracking engine would not come back within the age of the universe.
    expect(test(`${'a'.repeat(10_000)}!`)).toBe(false);
  },
);

it.each([
  [
    'b',
    'abcb',
    [
      [1, 2],
      [3, 4],
    ],
  ],
  ['b.', 'abcb', [[1, 3]]],
  ['(?i)B', 'ab', [[1, 2]]],
  ['x*', 'ab', []],
  ['é+', 'caféé', [[3, 5]]],
  ['', 'ab', []],
] as const)('the matches of %s in %s', (text, line, wanted) => {
  expect(read(text).matches(line)).toEqual(wanted);
});

it.each([
  ['(a)\\1', 'back-reference'],
  ['(?<n>a)\\k<n>', 'back-reference'],
  ['(?=a)', 'looks around'],
  ['(?!a)', 'looks around'],
  ['(?<=a)b', 'looks around'],
  ['(?<!a)b', 'looks around'],
])('%s is refused with a word on what patterns cannot do', (text, why) => {
  expect(parsePattern(text)).toEqual({
    ok: false,
    code: 'bad-pattern',
    message: expect.stringContaining(why),
    hint: expect.stringContaining('cannot be matched in linear time'),
  });
});

it('a bad pattern is told, not thrown', () => {
  expect(parsePattern('a(b')).toEqual({
    ok: false,
    code: 'bad-pattern',
    message: '"a(b" is no regular expression that can be used: missing closing ): "a(b"',
    hint: expect.stringContaining('backslash'),
  });
});

it('a pattern that is too large is refused', () => {
  expect(parsePattern('(?i)(?:a{1,30}){30}b')).toMatchObject({
    ok: false,
    message: expect.stringContaining('large'),
  });
});

it('a named group is none that looks behind', () => {
  expect(read('(?<name>a)b').test('ab')).toBe(true);
});
