import { expect, it } from '@jest/globals';
import { builtIn } from '../../../../src/api/objects/resources.ts';
import { fieldTest } from '../../../../src/api/read/query/field-selector.ts';
import { labelTest } from '../../../../src/api/read/query/label-selector.ts';

const labels = { app: 'web', tier: 'front', 'a.io/b': 'c', n: '5' };

it.each([
  ['', true],
  ['app=web', true],
  ['app==web,tier!=back', true],
  ['app!=web', false],
  ['missing!=x', true],
  ['app in (api, web)', true],
  ['app notin (web)', false],
  ['missing notin (a)', true],
  ['missing in (a)', false],
  ['a.io/b', true],
  ['!app', false],
  ['!missing,app in (web),n>4', true],
  ['n<5', false],
  ['missing=', false],
  ['app in (,web)', true],
  ['app in (x,)', false],
  ['in in (in)', false],
])('labels are selected by %j', (text, expected) => {
  expect(labelTest(text)(labels)).toBe(expected);
});

it.each([
  ['app in web', "unable to parse requirement: found 'web' expected: '('"],
  ['=x', "found '=', expected: !, identifier, or 'end of string'"],
  ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
  ['app=(x)', "unable to parse requirement: found '(', expected: identifier"],
  ['a,', "found '', expected: identifier after ','"],
  ['!a=b', "found '=', expected: ',' or 'end of string'"],
  ['a in (b c)', "unable to parse requirement: found 'c', expected: ',' or ')'"],
  ['a in (=)', "unable to parse requirement: found '=', expected: ',', ')' or identifier"],
  ['a>b', "values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer"],
  ['a=b.', 'values[0][a]: Invalid value: "b.": a valid label must be an empty string or consist of'],
  ['A_B/c', '<nil>: Invalid value: "A_B/c": prefix part a lowercase RFC 1123 subdomain must consist of'],
])('%j is no label selector, in the words of a server', (text, words) => {
  expect(() => labelTest(text)).toThrow(words);
});

const pods = builtIn.find(({ name, group }) => name === 'pods' && group === '')!;
const pod = {
  ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'default' } },
  spec: { nodeName: 'n' },
  status: { phase: 'Running' },
};

it.each([
  ['status.phase=Running', true],
  ['status.phase!=Running', false],
  ['metadata.name=web,spec.nodeName==n', true],
  ['spec.hostNetwork=false', true],
  ['metadata.name!=a\\,b', true],
  ['', true],
])('fields are selected by %j', (text, expected) => {
  expect(fieldTest(text, pods)(pod)).toBe(expected);
});

it('a field by which a server does not select is refused', () => {
  expect(() => fieldTest('spec.color=red', pods)).toThrow('field label not supported: spec.color');
  expect(() => fieldTest('status.phase', pods)).toThrow("can't understand 'status.phase'");
});
