import { expect, it } from '@jest/globals';
import { builtIn } from '../../../../src/api/objects/resources.ts';
import { fieldTest } from '../../../../src/api/read/field-selector.ts';
import { labelTest } from '../../../../src/api/read/label-selector.ts';

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
])('labels are selected by %j', (text, expected) => {
  expect(labelTest(text)(labels)).toBe(expected);
});

it.each(['app in web', '=x', 'a b', 'app=(x)', ','])('%j is no label selector', (text) => {
  expect(() => labelTest(text)).toThrow('unable to parse requirement');
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
  ['', true],
])('fields are selected by %j', (text, expected) => {
  expect(fieldTest(text, pods)(pod)).toBe(expected);
});

it('a field by which a server does not select is refused', () => {
  expect(() => fieldTest('spec.color=red', pods)).toThrow('field label not supported: spec.color');
  expect(() => fieldTest('status.phase', pods)).toThrow('invalid field selector');
});
