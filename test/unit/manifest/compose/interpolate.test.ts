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
  expect(interpolate(text, variables)).toEqual({ text: expected, missing });
});

it.each([
  ['${NONE:?give it}', 'NONE is not set: give it'],
  ['${EMPTY:?give it}', 'EMPTY is not set: give it'],
  ['${NONE?give it}', 'NONE is not set: give it'],
  ['${NONE:?}', 'NONE is not set'],
  ['${NONE?}', 'NONE is not set'],
  ['${NONE:?like $A}', 'NONE is not set: like one'],
  ['${NONE:-${OTHER:?give it}}', 'OTHER is not set: give it'],
  ['$', 'invalid interpolation "$"'],
  ['a$', 'invalid interpolation "$"'],
  ['$5', 'invalid interpolation "$5"'],
  ['$ A', 'invalid interpolation "$ "'],
  ['$😀', 'invalid interpolation "$😀"'],
  ['$$$', 'invalid interpolation "$"'],
  ['${', 'invalid interpolation "${"'],
  ['${}', 'invalid interpolation "${}"'],
  ['a ${A', 'invalid interpolation "${A"'],
  ['${NONE:-${A}', 'invalid interpolation "${NONE:-${A}"'],
  ['x${A!b}y', 'invalid interpolation "${A!b}"'],
  ['${A:b}', 'invalid interpolation "${A:b}"'],
  ['${A/b/c}', 'invalid interpolation "${A/b/c}"'],
  ['${ A }', 'invalid interpolation "${ A }"'],
  ['${5}', 'invalid interpolation "${5}"'],
  ['${NONE:-$5}', 'invalid interpolation "$5"'],
  ['${NONE:?$5}', 'invalid interpolation "$5"'],
  ['$5 $6', 'invalid interpolation "$5"'],
])('%j is wrong: %s', (text, problem) => {
  expect(interpolate(text, variables)).toEqual({ text, missing: [], problem });
});

it('names what is missing before the problem', () => {
  expect(interpolate('$NONE${', {})).toEqual({
    text: '$NONE${',
    missing: ['NONE'],
    problem: 'invalid interpolation "${"',
  });
});
