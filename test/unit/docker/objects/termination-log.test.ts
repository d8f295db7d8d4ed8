import { expect, it } from '@jest/globals';
import { terminationLogMount } from '../../../../src/docker/objects/termination-log.ts';
import type { Container, Volume } from '../../../../src/pod/model.ts';
import { container, pod } from '../pods.ts';

const volumes: readonly Volume[] = [
  { name: 'work', type: 'emptyDir', medium: 'disk' },
  { name: 'conf', type: 'files', medium: 'disk', secret: false, files: [] },
  { name: 'machine', type: 'hostPath', path: '/srv', create: false },
];
const owner = { project: 'shop', pod: pod({ volumes }), version: '1' };
const folders = new Map([['termination.logs', '/var/lib/v/logs']]);

function bindsOf(more: Partial<Container> = {}) {
  return terminationLogMount(owner, container({ name: 'app', ...more }), folders).binds;
}

it('every container has a file of its own for its termination message, at the path that it asks for', () => {
  expect(bindsOf()).toEqual(['/var/lib/v/logs/app:/dev/termination-log']);
  expect(bindsOf({ terminationMessagePath: '/tmp/why' })).toEqual(['/var/lib/v/logs/app:/tmp/why']);
});

it('an engine that mounts parts of volumes gets the file as one', () => {
  expect(terminationLogMount(owner, container({ name: 'app' }), 'engine')).toMatchObject({
    mounts: [
      {
        Source: 'shop_web_termination.logs',
        Target: '/dev/termination-log',
        VolumeOptions: { Subpath: 'app' },
      },
    ],
    binds: [],
  });
});

it('a holder without the volume gives no file', () => {
  expect(terminationLogMount(owner, container({ name: 'app' }), new Map()).binds).toEqual([]);
});

const mount = (name: string, mountPath: string, readOnly = false) => ({
  volumeMounts: [{ name, mountPath, readOnly }],
});

it('a mount at the path keeps it, and one above it does unless the file can be made there', () => {
  expect(bindsOf(mount('work', '/dev/termination-log'))).toEqual([]);
  expect(bindsOf(mount('machine', '/dev'))).toEqual([]);
  expect(bindsOf({ terminationMessagePath: '/etc/app/why', ...mount('conf', '/etc/app/') })).toEqual([]);
  expect(bindsOf(mount('work', '/dev', true))).toEqual([]);
  expect(bindsOf({ terminationMessagePath: '/data/why', ...mount('work', '/data') })).toHaveLength(1);
  expect(bindsOf({ terminationMessagePath: '/workshop/why', ...mount('conf', '/work') })).toHaveLength(1);
});
