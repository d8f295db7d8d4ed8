import { expect, it } from '@jest/globals';
import { parseMount, parseShortMount } from '../../../../src/manifest/compose/mounts.ts';
import { parseTmpfs } from '../../../../src/manifest/compose/tmpfs.ts';

const target = '/data';
const readOnly = false;
const volume = { type: 'volume', source: 'v', target, readOnly, nocopy: false };

const short = { target, readOnly, nocopy: false };

it.each([
  ['/data', { type: 'volume', ...short }],
  ['/data:ro', { type: 'volume', ...short, readOnly: true }],
  ['v:/data', { type: 'volume', source: 'v', ...short }],
  ['v:/data:ro', { type: 'volume', source: 'v', ...short, readOnly: true }],
  ['v:/data:nocopy', { type: 'volume', source: 'v', ...short, nocopy: true }],
  ['v:/data:z,ro', { type: 'volume', source: 'v', ...short, readOnly: true, selinux: 'z' }],
  ['v:/data/../data/', { type: 'volume', source: 'v', ...short }],
  ['./v:/data', { type: 'bind', source: './v', ...short }],
  ['.:/data', { type: 'bind', source: '.', ...short }],
  ['../v:/data:ro', { type: 'bind', source: '../v', ...short, readOnly: true }],
  ['/v:/data', { type: 'bind', source: '/v', ...short }],
  ['/v:/', { type: 'bind', source: '/v', ...short, target: '/' }],
  ['~/v:/data:rshared', { type: 'bind', source: '~/v', ...short, propagation: 'rshared' }],
])('the mount %s', (entry, expected) => {
  expect(parseShortMount(entry)).toStrictEqual(expected);
});

it.each(['rw', 'cached', 'delegated', 'consistent'])('the access mode %s means nothing', (mode) => {
  expect(parseShortMount(`v:/data:${mode}`)).toStrictEqual({ type: 'volume', source: 'v', ...short });
});

it.each([
  ['', '"" is no mount: give [SOURCE:]TARGET[:ACCESS_MODE]'],
  [':/data', '":/data" is no mount'],
  ['v:/data:', '"v:/data:" is no mount'],
  ['v:/data:ro:rw', '"v:/data:ro:rw" is no mount'],
  ['data', 'the target "data" is no absolute path in the container'],
  ['v:data', '"v:data": the target "data" is no absolute path'],
  ['C:\\v:/data', 'the target "\\\\v" is no absolute path'],
  ['v:/data:readonly', '"v:/data:readonly": there is no access mode "readonly"'],
  ['v:/data:ro,', 'there is no access mode ""'],
  ['v:/data:RO', 'there is no access mode "RO"'],
])('the mount %j is wrong: %s', (entry, message) => {
  expect(parseShortMount(entry)).toEqual(expect.stringContaining(message));
});

it.each([
  [
    { type: 'volume', target },
    { type: 'volume', target, readOnly, nocopy: false },
  ],
  [{ type: 'volume', source: 'v', target }, volume],
  [
    { type: 'volume', source: 'v', target, read_only: true },
    { ...volume, readOnly: true },
  ],
  [
    { type: 'volume', source: 'v', target, read_only: 'true' },
    { ...volume, readOnly: true },
  ],
  [{ type: 'volume', source: 'v', target, read_only: 'false' }, volume],
  [{ type: 'volume', source: 'v', target, read_only: null }, volume],
  [{ type: 'volume', source: 'v', target, consistency: 'cached', 'x-note': 1 }, volume],
  [
    { type: 'volume', source: 'v', target, volume: { nocopy: true } },
    { ...volume, nocopy: true },
  ],
  [
    { type: 'volume', source: 'v', target, volume: { subpath: 'a/b' } },
    { ...volume, subpath: 'a/b' },
  ],
  [{ type: 'volume', source: 'v', target, volume: { subpath: '' } }, volume],
  [
    { type: 'bind', source: 'v', target },
    { type: 'bind', source: 'v', target, readOnly, create: true },
  ],
  [
    { type: 'bind', source: './v', target, read_only: true, bind: { create_host_path: false } },
    { type: 'bind', source: './v', target, readOnly: true, create: false },
  ],
  [
    { type: 'bind', source: './v', target, bind: { propagation: 'rshared', selinux: 'z', 'x-a': 1 } },
    { type: 'bind', source: './v', target, readOnly, create: true, propagation: 'rshared', selinux: 'z' },
  ],
  [
    { type: 'tmpfs', target },
    { type: 'tmpfs', target, readOnly, options: [] },
  ],
  [
    { type: 'tmpfs', target, tmpfs: { size: 1000 } },
    { type: 'tmpfs', target, readOnly, sizeBytes: 1000, options: [] },
  ],
  [
    { type: 'tmpfs', target, read_only: true, tmpfs: { size: '64mb', mode: 0o755 } },
    { type: 'tmpfs', target, readOnly: true, sizeBytes: 67_108_864, options: ['mode=755'] },
  ],
  [
    { type: 'tmpfs', target, tmpfs: { size: 0 } },
    { type: 'tmpfs', target, readOnly, options: [] },
  ],
])('the mount %j', (entry, expected) => {
  expect(parseMount(entry)).toStrictEqual(expected);
});

it.each([
  [5, '5 is no mount: it must be a mapping'],
  [['v:/data'], 'a list is no mount'],
  [{ target }, 'a mount needs a type: volume, bind or tmpfs'],
  [{ type: 'ram', target }, 'type: "ram" is none of volume, bind and tmpfs'],
  [{ type: 'image', source: 'i', target, image: {} }, 'type: an image is not mounted: copy its files'],
  [{ type: 'bind', source: '/a', target, bind: { selinux: 's' } }, 'bind.selinux: "s" is neither z nor Z'],
  [{ type: 'bind', source: '/a', target, bind: { recursive: 'no' } }, 'bind.recursive: "no" is none of'],
  [{ type: 5, target }, 'type: 5 is none of'],
  [{ type: 'volume' }, 'a mount needs a target'],
  [{ type: 'volume', target: null }, 'a mount needs a target'],
  [{ type: 'volume', target: 'data' }, 'the target "data" is no absolute path'],
  [{ type: 'volume', target: 5 }, 'the target 5 is no absolute path'],
  [{ type: 'volume', source: 5, target }, 'source: 5 is neither'],
  [{ type: 'volume', source: '', target }, 'source: "" is neither'],
  [{ type: 'volume', target, read_only: 'ro' }, 'read_only: "ro" is neither true nor false'],
  [{ type: 'volume', target, readonly: true }, 'a mount has no key readonly; did you mean read_only?'],
  [{ type: 'volume', target, volume: { sub: 'a' } }, 'a volume has no key sub'],
  [{ type: 'volume', target, volume: 'a' }, '"a" is no volume: it must be a mapping'],
  [{ type: 'volume', target, volume: { subpath: 5 } }, 'volume.subpath: 5 is no path within the volume'],
  [{ type: 'volume', target, volume: { subpath: '/a' } }, 'is no path within the volume'],
  [{ type: 'volume', target, volume: { subpath: 'a/../../b' } }, 'is no path within the volume'],
  [{ type: 'bind', target }, 'a bind needs a source'],
  [{ type: 'bind', source: '.', target, bind: { create: true } }, 'a bind has no key create'],
  [
    { type: 'bind', source: '.', target, bind: { create_host_path: 5 } },
    'bind.create_host_path: 5 is neither',
  ],
  [{ type: 'bind', source: '.', target, bind: { propagation: 'all' } }, 'bind.propagation: "all" is none of'],
  [{ type: 'volume', target, bind: { propagatoin: 'x' } }, 'a bind has no key propagatoin; did you mean'],
  [{ type: 'tmpfs', source: 'v', target }, 'a tmpfs has no source'],
  [{ type: 'tmpfs', target, tmpfs: { size: 'big' } }, 'tmpfs: "big" is no size'],
  [{ type: 'tmpfs', target, tmpfs: { size: -1 } }, 'tmpfs: -1 is no size'],
  [{ type: 'tmpfs', target, tmpfs: { uid: 5 } }, 'a tmpfs has no key uid'],
])('the mount %j is wrong: %s', (entry, message) => {
  expect(parseMount(entry)).toEqual(expect.stringContaining(message));
});

it.each([
  ['/run', { type: 'tmpfs', target: '/run', readOnly, options: [] }],
  [
    '/run:size=64m,mode=755',
    { type: 'tmpfs', target: '/run', readOnly, sizeBytes: 67_108_864, options: ['mode=755'] },
  ],
  [
    '/run:mode=1777,noexec,uid=5',
    { type: 'tmpfs', target: '/run', readOnly, options: ['mode=1777', 'noexec', 'uid=5'] },
  ],
  ['/run:size=1k,size=2k', { type: 'tmpfs', target: '/run', readOnly, sizeBytes: 2048, options: [] }],
  ['/run:size=0', { type: 'tmpfs', target: '/run', readOnly, options: [] }],
  ['/run:ro', { type: 'tmpfs', target: '/run', readOnly: true, options: [] }],
])('the tmpfs %s', (entry, expected) => {
  expect(parseTmpfs(entry)).toStrictEqual(expected);
});

it.each([
  ['run', 'the target "run" is no absolute path'],
  ['', 'the target "" is no absolute path'],
  [5, '5 is no tmpfs: give TARGET[:OPTIONS]'],
  [{ target: '/run' }, 'a mapping is no tmpfs'],
  ['/run:', 'a tmpfs has no option ""'],
  ['/run:size=50%', '"/run:size=50%": "50%" is no size'],
  ['/run:size=', '"" is no size'],
  ['/run:size', 'a tmpfs has no option "size"'],
  ['/run:szie=5', 'a tmpfs has no option "szie=5"'],
  ['/run:ro=1', 'a tmpfs has no option "ro=1"'],
])('the tmpfs %j is wrong: %s', (entry, message) => {
  expect(parseTmpfs(entry)).toEqual(expect.stringContaining(message));
});
