import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { jsonPatch } from '../../../../src/export/kubernetes/json-patch.ts';
import { kustomizeFiles } from '../../../../src/export/kubernetes/kustomize.ts';
import { madeObject } from '../../../../src/export/kubernetes/objects.ts';

describe('a patch', () => {
  it('adds items before and after those that are there, and leaves these to others', () => {
    const from = { containers: [{ name: 'a', image: 'i' }], gone: 1 };
    const to = { containers: [{ name: 'p' }, { name: 'a', image: 'i', env: [] }, { name: 'z' }] };
    expect(jsonPatch(from, to)).toEqual([
      { op: 'remove', path: '/gone' },
      { op: 'add', path: '/containers/0', value: { name: 'p' } },
      { op: 'add', path: '/containers/1/env', value: [] },
      { op: 'add', path: '/containers/2', value: { name: 'z' } },
    ]);
  });

  it('replaces a list of which something is gone', () => {
    expect(jsonPatch({ l: ['a', 'b'] }, { l: ['b'] })).toContainEqual({
      op: 'replace',
      path: '/l',
      value: ['b'],
    });
  });

  it('escapes keys as a JSON pointer does', () => {
    expect(jsonPatch({}, { 'a/b~c': 1 })).toEqual([{ op: 'add', path: '/a~1b~0c', value: 1 }]);
  });
});

describe('a kustomization', () => {
  const object = (kind: string, name: string, spec = {}) =>
    madeObject({ apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1', kind, metadata: { name }, spec });

  it('has a base without sidecars, and an overlay that patches and adds', () => {
    const plain = [object('Deployment', 'web', { a: 1 }), object('Service', 'web')];
    const full = [
      object('Deployment', 'web', { a: 1, b: 2 }),
      object('Service', 'web'),
      object('ConfigMap', 'c'),
    ];
    const files = kustomizeFiles(plain, full);
    expect(Object.keys(files)).toEqual([
      'base/kustomization.yaml',
      'base/manifests.yaml',
      'overlays/sidecars/kustomization.yaml',
      'overlays/sidecars/added.yaml',
      'overlays/sidecars/deployment-web.yaml',
    ]);
    expect(parse(files['overlays/sidecars/kustomization.yaml']!)).toMatchObject({
      resources: ['../../base', 'added.yaml'],
      patches: [
        {
          path: 'deployment-web.yaml',
          target: { group: 'apps', version: 'v1', kind: 'Deployment', name: 'web' },
        },
      ],
    });
    expect(parse(files['overlays/sidecars/deployment-web.yaml']!)).toEqual([
      { op: 'add', path: '/spec/b', value: 2 },
    ]);
  });
});
