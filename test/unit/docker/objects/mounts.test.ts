import { describe, expect, it } from '@jest/globals';
import { containerMounts, holderMounts } from '../../../../src/docker/objects/mounts.ts';
import type { Pod, Volume, VolumeMount } from '../../../../src/pod/model.ts';
import { pod } from '../pods.ts';

const volumes: readonly Volume[] = [
  { name: 'work', type: 'emptyDir', medium: 'disk' },
  { name: 'ram', type: 'emptyDir', medium: 'memory', sizeLimitBytes: 1048576 },
  { name: 'conf', type: 'files', medium: 'disk', secret: false, files: [] },
  { name: 'keys', type: 'files', medium: 'memory', secret: true, files: [] },
  { name: 'src', type: 'hostPath', path: '/home/me/src', create: false },
  { name: 'cache', type: 'hostPath', path: '/home/me/cache', create: true },
  { name: 'data', type: 'persistent', claimName: 'db', readOnly: false },
];
const owner = { project: 'shop', pod: pod({ volumes }), version: '1' };

function mounts(one: Partial<VolumeMount> & { readonly name: string }, thePod: Pod = owner.pod) {
  const mount = { mountPath: '/m', readOnly: false, ...one };
  return containerMounts(
    { ...owner, pod: thePod },
    [mount],
    new Map([
      ['conf', '/var/lib/v/conf'],
      ['work', '/var/lib/v/store'],
    ]),
  );
}

it('the holder has every volume that the engine stores, and makes it with its labels', () => {
  const made = holderMounts(owner);
  expect(made.map(({ Target, Source }) => [Target, Source])).toEqual([
    ['/outrider/volumes/work', 'shop_web_work'],
    ['/outrider/volumes/ram', 'shop_web_ram'],
    ['/outrider/volumes/conf', 'shop_web_conf'],
    ['/outrider/volumes/keys', 'shop_web_keys'],
    ['/outrider/volumes/data', 'shop_db'],
  ]);
  expect(made[0]).toEqual({
    Type: 'volume',
    Source: 'shop_web_work',
    Target: '/outrider/volumes/work',
    ReadOnly: false,
    VolumeOptions: {
      NoCopy: true,
      Labels: { 'dev.outrider.project': 'shop', 'dev.outrider.pod': 'web', 'dev.outrider.version': '1' },
      DriverConfig: { Name: 'local', Options: {} },
    },
  });
});

it('what is in memory is a tmpfs, with its limit', () => {
  const options = holderMounts(owner).map(({ VolumeOptions }) => VolumeOptions!.DriverConfig.Options);
  expect(options).toEqual([
    {},
    { type: 'tmpfs', device: 'tmpfs', o: 'mode=0777,size=1048576' },
    {},
    { type: 'tmpfs', device: 'tmpfs', o: 'mode=0777' },
    {},
  ]);
});

it('a claim has no label of the project, because it outlives it', () => {
  expect(holderMounts(owner).at(-1)!.VolumeOptions!.Labels).toEqual({
    'dev.outrider.claim': 'db',
    'dev.outrider.claim-project': 'shop',
  });
});

describe('in a container', () => {
  it('configMaps and secrets are read-only whatever the mount says', () => {
    expect(mounts({ name: 'conf' }).mounts[0]).toMatchObject({
      Source: 'shop_web_conf',
      Target: '/m',
      ReadOnly: true,
    });
    expect(mounts({ name: 'work' }).mounts[0]).toMatchObject({ ReadOnly: false });
    expect(mounts({ name: 'work', readOnly: true }).mounts[0]).toMatchObject({ ReadOnly: true });
  });

  it('a hostPath that must exist is a mount, one that may be made is a bind', () => {
    expect(mounts({ name: 'src', readOnly: true })).toEqual({
      mounts: [{ Type: 'bind', Source: '/home/me/src', Target: '/m', ReadOnly: true }],
      binds: [],
      tmpfs: {},
    });
    expect(mounts({ name: 'cache' })).toEqual({ mounts: [], binds: ['/home/me/cache:/m'], tmpfs: {} });
  });

  it('a folder of the machine is mounted with its options, in the form that can say them', () => {
    const host = (engine: object, create = true) =>
      mounts(
        { name: 'h', readOnly: true },
        pod({ volumes: [{ name: 'h', type: 'hostPath', path: '/h', create, engine }] }),
      );
    expect(host({ propagation: 'rslave', selinux: 'z' }).binds).toEqual(['/h:/m:ro,rslave,z']);
    expect(host({ propagation: 'rslave' }, false).mounts).toEqual([
      { Type: 'bind', Source: '/h', Target: '/m', ReadOnly: true, BindOptions: { Propagation: 'rslave' } },
    ]);
    expect(host({ recursive: 'disabled' }).mounts[0]!.BindOptions).toEqual({
      CreateMountpoint: true,
      NonRecursive: true,
    });
  });

  it('a tmpfs of its own is no volume of the pod', () => {
    const own = pod({
      volumes: [{ name: 't', type: 'emptyDir', medium: 'memory', engine: { tmpfs: 'size=9' } }],
    });
    expect(mounts({ name: 't', readOnly: true }, own)).toEqual({
      mounts: [],
      binds: [],
      tmpfs: { '/m': 'size=9,ro' },
    });
    expect(holderMounts({ ...owner, pod: own })).toEqual([]);
  });

  it('a subPath is a bind of where the volume is on the engine’s machine', () => {
    expect(mounts({ name: 'conf', subPath: 'a.yaml' }).binds).toEqual(['/var/lib/v/conf/a.yaml:/m:ro']);
    expect(mounts({ name: 'work', subPath: 'x/y' }).binds).toEqual(['/var/lib/v/store/x/y:/m']);
    expect(mounts({ name: 'src', subPath: 'lib' }).binds).toEqual(['/home/me/src/lib:/m']);
  });

  it('an engine that mounts parts of volumes gets the part, but not of a folder of the machine', () => {
    const made = (name: string, subPath: string) =>
      containerMounts(owner, [{ name, subPath, mountPath: '/m', readOnly: false }], 'engine');
    expect(made('conf', 'a.yaml')).toMatchObject({
      mounts: [
        {
          Type: 'volume',
          Source: 'shop_web_conf',
          ReadOnly: true,
          VolumeOptions: { Subpath: 'a.yaml', NoCopy: true },
        },
      ],
      binds: [],
    });
    expect(made('src', 'lib')).toEqual({
      mounts: [],
      binds: ['/home/me/src/lib:/m'],
      tmpfs: {},
    });
  });

  it('what cannot be said to the engine is told', () => {
    expect(() => mounts({ name: 'conf', subPath: 'a:b' })).toThrow('the engine splits at colons');
    expect(() => mounts({ name: 'keys', subPath: 'k' })).toThrow('volume keys does not exist on the engine');
    expect(() => mounts({ name: 'nope' })).toThrow('volume nope is mounted but not declared');
  });
});
