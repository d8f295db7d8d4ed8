import { expect, it } from '@jest/globals';
import { labels } from '../../../../src/docker/objects/labels.ts';
import { containerName, holderName } from '../../../../src/docker/objects/names.ts';
import { isOurs } from '../../../../src/docker/objects/ours.ts';

const app = {
  [labels.project]: 'shop',
  [labels.pod]: 'web',
  [labels.container]: 'app',
  [labels.role]: 'app',
  [labels.attempt]: '2',
  [labels.version]: '0.1.0',
};
const name = containerName('shop', 'web', 'app', 2);

it('a container with all labels and the name that follows from them is ours', () => {
  expect(isOurs([`/${name}`], app)).toBe(true);
  expect(isOurs(['/web_alias', `/${name}`], app)).toBe(true);
  const holder = { ...app, [labels.role]: 'holder', [labels.attempt]: '1' };
  expect(isOurs([holderName('shop', 'web', 1)], holder)).toBe(true);
});

it.each([
  ['another name', ['/friendly_turing'], app],
  ['the name of another attempt', [`/${containerName('shop', 'web', 'app', 3)}`], app],
  ['the name of another pod', [`/${containerName('shop', 'db', 'app', 2)}`], app],
  ['a name that only begins like ours', [`/${name}0`], app],
  ['no name', [], app],
  ['no labels', [`/${name}`], undefined],
] as const)('one with %s is somebody else’s', (_what, names, found) => {
  expect(isOurs(names, found)).toBe(false);
});

it.each(['project', 'pod', 'container', 'attempt', 'version'] as const)(
  'one without the label %s is somebody else’s, whatever its name',
  (key) => {
    const { [labels[key]]: _gone, ...rest } = app;
    expect(isOurs([`/${name}`], rest)).toBe(false);
  },
);
