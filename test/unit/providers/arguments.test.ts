import { expect, it } from '@jest/globals';
import { missingOption, parseMetadata, providerArguments } from '../../../src/providers/arguments.ts';
import { configureArguments } from '../../../src/providers/model-runner.ts';

const provider = {
  ...{ name: 'db', type: 'cloud', after: [], containers: [] },
  options: { size: ['9'], zone: ['a', 'b'] },
};

it('a provider that says nothing of its options gets all of them', () => {
  expect(providerArguments(provider, 'up', 'shop', parseMetadata('not JSON'))).toEqual([
    ...['compose', '--project-name=shop', 'up', '--size=9', '--zone=a', '--zone=b', 'db'],
  ]);
});

it('a provider that says which options its commands take gets those', () => {
  const metadata = parseMetadata('{"up": {"parameters": [{"name": "size"}]}, "down": {"parameters": []}}');
  expect(providerArguments(provider, 'up', 'shop', metadata)).toContain('--size=9');
  expect(providerArguments(provider, 'up', 'shop', metadata)).not.toContain('--zone=a');
  expect(providerArguments(provider, 'down', 'shop', metadata)).toEqual([
    ...['compose', '--project-name=shop', 'down', 'db'],
  ]);
});

it('an option that a provider needs and does not get is named', () => {
  const metadata = parseMetadata(
    '{"up": {"parameters": [{"name": "size", "required": true}, {"name": "key", "required": true}]}}',
  );
  expect(missingOption(provider, 'up', metadata)).toBe('key');
  expect(missingOption(provider, 'down', metadata)).toBeUndefined();
});

it('a model is configured with its context and the flags of its runtime', () => {
  const model = { name: 'm', model: 'ai/m', runtimeFlags: [], containers: {} };
  expect(configureArguments(model)).toEqual(['configure', 'ai/m']);
  expect(configureArguments({ ...model, contextSize: 9, runtimeFlags: ['--a'] })).toEqual([
    ...['configure', '--context-size', '9', 'ai/m', '--', '--a'],
  ]);
});
