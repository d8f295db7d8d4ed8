import { describe, expect, it } from '@jest/globals';
import { extract } from 'tar-stream';
import { archiveOf } from '../../../../src/docker/objects/archive.ts';
import { volumeEntries } from '../../../../src/docker/objects/volume-files.ts';
import type { Pod, Volume } from '../../../../src/pod/model.ts';
import { container, pod } from '../pods.ts';

const conf: Extract<Volume, { type: 'files' }> = {
  name: 'conf',
  type: 'files',
  medium: 'disk',
  secret: false,
  files: [
    { path: 'a.yaml', content: Buffer.from('a: 1').toString('base64'), mode: 0o644 },
    { path: 'sub/dir/key', content: Buffer.from([0, 255]).toString('base64'), mode: 0o400 },
  ],
};

/** Like `ls -ln`. */
function listing(thePod: Pod, fresh: readonly string[] = [], medium: 'disk' | 'memory' = 'disk') {
  return volumeEntries(thePod, medium, '..now', new Set(fresh)).map(({ path, content, link, mode, gid }) =>
    link ? `${path} -> ${link}` : `${mode.toString(8)} ${gid} ${path}${content ? '' : '/'}`,
  );
}

describe('modes and owners', () => {
  it('an emptyDir is open to everybody, files are as the manifest says', () => {
    const work: Volume = { name: 'work', type: 'emptyDir', medium: 'disk' };
    expect(listing(pod({ volumes: [work, conf] }))).toEqual([
      '777 0 work/',
      '755 0 conf/',
      '755 0 conf/..now/',
      '755 0 conf/..now/sub/',
      '755 0 conf/..now/sub/dir/',
      '644 0 conf/..now/a.yaml',
      '400 0 conf/..now/sub/dir/key',
      'conf/..data -> ..now',
      'conf/a.yaml -> ..data/a.yaml',
      'conf/sub -> ..data/sub',
    ]);
  });

  it('an fsGroup owns all of it, may read it, and hands its folders on', () => {
    const securityContext = { supplementalGroups: [], fsGroup: 2000 };
    const work: Volume = { name: 'work', type: 'emptyDir', medium: 'disk' };
    expect(listing(pod({ volumes: [work, conf], securityContext }))).toEqual([
      '2777 2000 work/',
      '2755 2000 conf/',
      '2755 2000 conf/..now/',
      '2755 2000 conf/..now/sub/',
      '2755 2000 conf/..now/sub/dir/',
      '644 2000 conf/..now/a.yaml',
      '440 2000 conf/..now/sub/dir/key',
      'conf/..data -> ..now',
      'conf/a.yaml -> ..data/a.yaml',
      'conf/sub -> ..data/sub',
    ]);
  });
});

it('a subPath of an emptyDir is made, once, with what is above it', () => {
  const mount = (subPath: string) => ({ name: 'work', mountPath: '/m', subPath, readOnly: false });
  const containers = [container({ name: 'a', volumeMounts: [mount('x/y'), mount('./x/z/')] })];
  const volumes: Volume[] = [{ name: 'work', type: 'emptyDir', medium: 'disk' }];
  expect(listing(pod({ containers, volumes }))).toEqual([
    '777 0 work/',
    '777 0 work/x/',
    '777 0 work/x/y/',
    '777 0 work/x/z/',
  ]);
});

it('volumes in memory are written apart, because they exist only while the holder runs', () => {
  const ram: Volume = { name: 'ram', type: 'emptyDir', medium: 'memory' };
  const volumes: Volume[] = [conf, ram, { ...conf, name: 'keys', medium: 'memory', files: [conf.files[0]!] }];
  expect(listing(pod({ volumes }), [], 'memory')).toEqual([
    '777 0 ram/',
    '755 0 keys/',
    '755 0 keys/..now/',
    '644 0 keys/..now/a.yaml',
    'keys/..data -> ..now',
    'keys/a.yaml -> ..data/a.yaml',
  ]);
  expect(listing(pod({ volumes }))[0]).toBe('755 0 conf/');
});

it('a claim is touched only when it is new', () => {
  const volumes: Volume[] = [{ name: 'data', type: 'persistent', claimName: 'db', readOnly: false }];
  expect(listing(pod({ volumes }))).toEqual([]);
  expect(listing(pod({ volumes }), ['data'])).toEqual(['777 0 data/']);
  expect(listing(pod({ volumes }), ['data'], 'memory')).toEqual([]);
});

it('the archive has every entry with its mode, owner and bytes', async () => {
  const archive = await archiveOf(volumeEntries(pod({ volumes: [conf] }), 'disk', '..now'));
  const found: unknown[] = [];
  const reader = extract();
  reader.on('entry', (header, stream, next) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const { type, name, linkname, mode, uid, gid } = header;
      found.push([type, name, mode, uid, gid, linkname || [...Buffer.concat(chunks)]]);
      next();
    });
  });
  const finished = new Promise((resolve) => reader.on('finish', resolve));
  reader.end(archive);
  await finished;
  expect(found).toEqual([
    ['directory', 'conf', 0o755, 0, 0, []],
    ['directory', 'conf/..now', 0o755, 0, 0, []],
    ['directory', 'conf/..now/sub', 0o755, 0, 0, []],
    ['directory', 'conf/..now/sub/dir', 0o755, 0, 0, []],
    ['file', 'conf/..now/a.yaml', 0o644, 0, 0, [...Buffer.from('a: 1')]],
    ['file', 'conf/..now/sub/dir/key', 0o400, 0, 0, [0, 255]],
    ['symlink', 'conf/..data', 0o777, 0, 0, '..now'],
    ['symlink', 'conf/a.yaml', 0o777, 0, 0, '..data/a.yaml'],
    ['symlink', 'conf/sub', 0o777, 0, 0, '..data/sub'],
  ]);
});
