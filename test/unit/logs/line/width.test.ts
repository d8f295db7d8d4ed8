import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sanitize } from '../../../../src/logs/line/sanitize.ts';
import { cutToWidth, expandTabs, widthOf, wrapToWidth } from '../../../../src/logs/line/width.ts';

const red = '\u001b[31m';
const reset = '\u001b[0m';

it.each([
  ['ascii', 5],
  ['日本', 4],
  ['👩‍👩‍👧', 2],
  ['e\u0301', 1],
  ['שלום', 4],
  [`${red}red${reset}`, 3],
])('%j is %i columns wide', (text, width) => {
  expect(widthOf(text)).toBe(width);
});

it('a wide character that would stick out is left away', () => {
  expect(cutToWidth('a日本', 4)).toBe('a日');
  expect(cutToWidth('👩‍👩‍👧x', 1)).toBe('');
});

it('a cut line ends the colour that it began', () => {
  expect(cutToWidth(`${red}abcdef${reset}`, 3)).toBe(`${red}abc${reset}`);
  expect(cutToWidth(`${red}ab${reset}cdef`, 3)).toBe(`${red}ab${reset}c`);
});

it('a colour goes on in the next row', () => {
  expect(wrapToWidth(`a${red}bcd${reset}e`, 2)).toEqual([`a${red}b${reset}`, `${red}cd${reset}`, 'e']);
});

it('rows of a wrapped line together are the line', () => {
  expect(wrapToWidth('abcdefg', 3)).toEqual(['abc', 'def', 'g']);
  expect(wrapToWidth('', 3)).toEqual(['']);
  expect(wrapToWidth('日本', 1)).toEqual(['日', '本']);
});

it('tabs reach the next multiple of eight, counted in columns', () => {
  expect(expandTabs('a\tb\t日\tc')).toBe('a       b       日      c');
});

it('no row is wider than asked for, and none of the text is lost', () => {
  const text = fc.array(fc.constantFrom('a', 'bc', '日', '👍🏽', 'e\u0301', red, reset, ' ', 'ש'), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 20 }), (parts, width) => {
      const line = parts.join('');
      const rows = wrapToWidth(line, width);
      for (const row of rows) expect(widthOf(row)).toBeLessThanOrEqual(width);
      const shown = (value: string) => sanitize(value, { colors: false });
      expect(rows.map(shown).join('')).toBe(shown(line));
      expect(shown(cutToWidth(line, width))).toBe(shown(rows[0]!));
    }),
  );
});
