import { expect, it } from '@jest/globals';
import { wrapWords } from '../../../../src/ui/view/row.ts';

it('words are broken where a row is full, a word that is too long in itself', () => {
  expect(wrapWords('one two three', 8)).toEqual(['one two', 'three']);
  expect(wrapWords('abcdefghij k', 4)).toEqual(['abcd', 'efgh', 'ij k']);
  expect(wrapWords('a\n\nb', 4)).toEqual(['a', '', 'b']);
});

it('indented lines, as JSON and YAML have them, stay indented in every row', () => {
  expect(wrapWords('{\n  "key": "some words"\n}', 12)).toEqual(['{', '  "key":', '  "some', '  words"', '}']);
});

it('no indentation takes more than half of the row', () => {
  expect(wrapWords(`${' '.repeat(20)}word`, 10)).toEqual(['     word']);
});
