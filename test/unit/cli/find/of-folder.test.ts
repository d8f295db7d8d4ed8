import { expect, it } from '@jest/globals';
import { nearestPods } from '../../../../src/cli/find/of-folder.ts';
import type { ListedPod } from '../../../../src/docker/list.ts';

const pod = (project: string, name: string, folder?: string): ListedPod => ({
  project,
  pod: name,
  containers: [],
  ...(folder !== undefined && { folder }),
});
const pods = [
  pod('shop', 'web', '/home/ann/shop'),
  pod('shop', 'db', '/home/ann/shop'),
  pod('bank', 'web', '/home/ann/bank'),
  pod('old', 'web'),
];
const found = (folder: string, ...names: readonly string[]): readonly string[] =>
  nearestPods(pods, names, folder).map(({ project, pod: name }) => `${project}/${name}`);
const all = ['shop/web', 'shop/db', 'bank/web', 'old/web'];

it('the project of the folder goes first, and in a folder below it too', () => {
  expect(found('/home/ann/shop')).toEqual(['shop/web', 'shop/db']);
  expect(found('/home/ann/shop/src/api')).toEqual(['shop/web', 'shop/db']);
  expect(found('/home/ann/bank', 'web')).toEqual(['bank/web']);
});

it('all pods are meant where the folder has no project, or a name is not one of it', () => {
  expect(found('/home/ann')).toEqual(all);
  expect(found('/home')).toEqual(all);
  expect(found('/home/ann/bank', 'db')).toEqual(all);
});
