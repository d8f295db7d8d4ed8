// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables are those of the files

import { expect, it } from '@jest/globals';
import { parseEnvFile } from '../../../../src/manifest/compose/env-file.ts';

const known = { HOME: '/home/me', EMPTY: '' };

function valuesOf(text: string): Record<string, string> {
  const { variables, problems } = parseEnvFile(text, known);
  expect(problems).toEqual([]);
  return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
}

it.each([
  ['A=one', { A: 'one' }],
  ['A = one \nB=', { A: 'one', B: '' }],
  ['A: one', { A: 'one' }],
  ['\n\n# no\n  A=one # no\nB=x#y', { A: 'one', B: 'x#y' }],
  ['export A=one\nexport\tB=two', { A: 'one', B: 'two' }],
  ['A="one # two" # no\nB=1', { A: 'one # two', B: '1' }],
  ["A='one\ntwo'\nB=1", { A: 'one\ntwo', B: '1' }],
  ['A="a\\tb\\n\\"c\\" \\\\ \\0101"', { A: 'a\tb\n"c" \\ A' }],
  ["A='a\\tb \\'c\\''", { A: "a\\tb 'c'" }],
  // A name alone is passed on when it is set.
  ['HOME\nNOWHERE\nEMPTY', { HOME: '/home/me', EMPTY: '' }],
  ['A.b-c[0]=x', { 'A.b-c[0]': 'x' }],
])('%j is read', (text, expected) => {
  expect(valuesOf(text)).toEqual(expected);
});

it('variables are filled in without quotes and in double ones, from outside first, then from above', () => {
  expect(
    valuesOf('A=1\nB=${A}-${HOME}\nC="$A ${NONE:-x}"\nD=\'$A\'\nHOME=mine\nE=$HOME\nF="\\$A"\nG=$$A'),
  ).toEqual({
    A: '1',
    B: '1-/home/me',
    C: '1 x',
    D: '$A',
    HOME: 'mine',
    E: '/home/me',
    F: '$A',
    G: '$A',
  });
  expect(parseEnvFile('B=$A', {}, { earlier: { A: '2' } }).variables).toEqual([
    { name: 'B', value: '2', index: 0 },
  ]);
});

it('a byte order mark and carriage returns are no part of a name or a value', () => {
  expect(valuesOf('\uFEFFA=1\r\nB="2"\r\nHOME\r\n# no\r\nC=3\r\n')).toEqual({
    A: '1',
    B: '2',
    HOME: '/home/me',
    C: '3',
  });
});

it('in the raw format a value is all that stands behind the sign', () => {
  const text = '\uFEFFA="${HOME}" # all\r\n # no\n  B= x \nHOME\nNOWHERE\n';
  expect(
    parseEnvFile(text, known, { format: 'raw' }).variables.map(({ name, value }) => [name, value]),
  ).toEqual([
    ['A', '"${HOME}" # all'],
    ['B', ' x '],
    ['HOME', '/home/me'],
  ]);
});

it.each([
  ['A=1\nB C=2\nD=3', 4, `a variable's name has no space: "B C"`],
  ['A="1', 0, 'A has a quote that is not closed'],
  ['A=1\n=2\n', 4, 'a value needs the name of a variable before it'],
  ['A=1\nB!=2\n', 4, `a variable's name has no "!": "B!"`],
  ['A=${NONE:?give it}', 0, 'NONE is not set: give it'],
])('%j is wrong at %i: %s', (text, index, message) => {
  expect(parseEnvFile(text, known).problems).toEqual([{ index, message }]);
});
