// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables are those of Compose

import { expect, it } from '@jest/globals';
import { interpolate } from '../../../../src/manifest/compose/interpolate.ts';

const variables = { A: 'one', _b2: 'two', EMPTY: '', DOLLAR: '$A', UNDEFINED: undefined };

it.each([
  ['', ''],
  ['plain', 'plain'],
  ['$A', 'one'],
  ['${A}', 'one'],
  ['a $A-${_b2}.$_b2/b', 'a one-two.two/b'],
  ['$A$A', 'oneone'],
  ['$EMPTY', ''],
  ['{$A}', '{one}'],
  // A value is no text to look into again.
  ['$DOLLAR', '$A'],
  ['$$', '$'],
  ['$$A', '$A'],
  ['$$$A', '$one'],
  ['$${A}', '${A}'],
  ['${A:-x}', 'one'],
  ['${EMPTY:-x}', 'x'],
  ['${NONE:-x}', 'x'],
  ['${UNDEFINED:-x}', 'x'],
  ['${NONE:-}', ''],
  ['${A-x}', 'one'],
  ['${EMPTY-x}', ''],
  ['${NONE-x}', 'x'],
  ['${NONE-}', ''],
  ['${A:?it is needed}', 'one'],
  ['${A?it is needed}', 'one'],
  ['${EMPTY?it is needed}', ''],
  ['${A:+x}', 'x'],
  ['${EMPTY:+x}', ''],
  ['${NONE:+x}', ''],
  ['${A+x}', 'x'],
  ['${EMPTY+x}', 'x'],
  ['${NONE+x}', ''],
  ['${NONE:-${EMPTY:-c}}d', 'cd'],
  ['${NONE:-${A}}}', 'one}'],
  ['${NONE:-pre$A}', 'preone'],
  ['${NONE:-a${A}b${_b2}c}', 'aonebtwoc'],
  ['${A:+<$_b2>}', '<two>'],
  ['${NONE:-a:-b?c+d}', 'a:-b?c+d'],
  ['${NONE:-two\nlines}', 'two\nlines'],
  ['${NONE:-$$A}', '$A'],
  // What is not used is not looked at.
  ['${A:-${NONE:?no}}', 'one'],
  ['${A:-$NONE}', 'one'],
  ['${NONE:+$OTHER}', ''],
  // A dollar that no name follows is one.
  ['$', '$'],
  ['a$', 'a$'],
  ['$5', '$5'],
  ['$ A', '$ A'],
  ['$(date)', '$(date)'],
  ["^a$'", "^a$'"],
  ['$$$', '$$'],
  ['${NONE:-$5}', '$5'],
  // Braces within are part of the value, with a dollar or without.
  ['{$A}', '{one}'],
  ['${NONE:-{"a":1}}', '{"a":1}'],
  ['${NONE:-a{b}c}x', 'a{b}cx'],
])('%j is %j', (text, expected) => {
  expect(interpolate(text, variables)).toEqual({ text: expected, missing: [] });
});

it.each([
  ['$NONE', '', ['NONE']],
  ['a${NONE}b', 'ab', ['NONE']],
  ['$UNDEFINED', '', ['UNDEFINED']],
  ['$NONE $OTHER ${NONE}', '  ', ['NONE', 'OTHER']],
  ['${NONE:-$OTHER}', '', ['OTHER']],
  ['$NONE${OTHER:-$NONE}', '', ['NONE']],
  ['${A:+$OTHER}', '', ['OTHER']],
  ['$constructor', '', ['constructor']],
])('%j is %j without %j', (text, expected, missing) => {
  const read = interpolate(text, variables);
  expect(read.text).toBe(expected);
  expect(read.missing.map(({ name }) => name)).toEqual(missing);
});

it.each([
  ['${NONE:?give it}', 'NONE is not set: give it'],
  ['${EMPTY:?give it}', 'EMPTY is not set: give it'],
  ['${NONE?give it}', 'NONE is not set: give it'],
  ['${NONE:?}', 'NONE is not set'],
  ['${NONE?}', 'NONE is not set'],
  ['${NONE:?like $A}', 'NONE is not set: like one'],
  ['${NONE:-${OTHER:?give it}}', 'OTHER is not set: give it'],
  ['${', 'invalid interpolation "${"'],
  ['${}', 'invalid interpolation "${}"'],
  ['a ${A', 'invalid interpolation "${A"'],
  ['${NONE:-${A}', 'invalid interpolation "${NONE:-${A}"'],
  ['x${A!b}y', 'invalid interpolation "${A!b}"'],
  ['${A:b}', 'invalid interpolation "${A:b}"'],
  ['${A/b/c}', 'invalid interpolation "${A/b/c}"'],
  ['${ A }', 'invalid interpolation "${ A }"'],
  ['${5}', 'invalid interpolation "${5}"'],
])('%j is wrong: %s', (text, problem) => {
  const read = interpolate(text, variables);
  expect(read).toMatchObject({ text, missing: [] });
  expect(read.problem?.message).toBe(problem);
});

it('says where what is missing and what is wrong begin', () => {
  expect(interpolate('a $NONE ${', {})).toEqual({
    text: 'a $NONE ${',
    missing: [{ name: 'NONE', index: 2 }],
    problem: { message: 'invalid interpolation "${"', index: 8 },
  });
});
