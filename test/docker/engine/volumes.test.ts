import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Container, Volume, VolumeMount } from '../../../src/pod/model.ts';
import { container, pod } from '../../unit/docker/pods.ts';
import { type Lab, type LabPod, openLab, outputOf, patience, script } from './lab.ts';

let lab: Lab;

beforeAll(async () => {
  lab = await openLab();
}, 30_000);

afterAll(() => lab.close(), 60_000);

const mount = (name: string, mountPath: string, more: Partial<VolumeMount> = {}): VolumeMount => ({
  name,
  mountPath,
  readOnly: false,
  ...more,
});
const file = (path: string, text: string, mode = 0o644) => ({
  path,
  content: Buffer.from(text).toString('base64'),
  mode,
});
const as = (runAsUser: number): Pick<Container, 'securityContext'> => ({
  securityContext: { ...container({ name: 'x' }).securityContext, runAsUser },
});

describe('volumes of a pod', () => {
  const volumes: Volume[] = [
    { name: 'work', type: 'emptyDir', medium: 'disk' },
    { name: 'ram', type: 'emptyDir', medium: 'memory', sizeLimitBytes: 65536 },
    {
      name: 'conf',
      type: 'files',
      medium: 'disk',
      secret: false,
      files: [file('app.yaml', 'a: 1'), file('sub/run', 'exit', 0o755)],
    },
    { name: 'keys', type: 'files', medium: 'memory', secret: true, files: [file('key', 's3cr3t', 0o400)] },
  ];
  const mounts = [
    mount('work', '/disk'),
    mount('ram', '/ram'),
    mount('conf', '/conf'),
    mount('keys', '/keys'),
  ];
  let web: LabPod;

  beforeAll(async () => {
    web = await lab.up(
      pod({
        volumes,
        securityContext: { supplementalGroups: [], fsGroup: 4000 },
        containers: [
          container({
            name: 'writer',
            ...script(
              'echo hello > /disk/said; echo ram > /ram/said; stat -L -c "%a %g %n" /disk /disk/said',
            ),
            volumeMounts: mounts,
            ...as(1000),
          }),
          container({
            name: 'reader',
            ...script(
              'cat /disk/said /ram/said; head -c 100000 /dev/zero > /ram/big 2>/dev/null || echo full',
            ),
            volumeMounts: mounts,
            ...as(2000),
          }),
          container({
            name: 'looker',
            ...script(
              'cat /conf/app.yaml /keys/key; echo; stat -L -c "%a %g %n" /conf/* /conf/sub/run /keys /keys/key; grep -E " /(ram|keys|conf) " /proc/mounts; touch /conf/x || echo refused',
            ),
            volumeMounts: mounts,
            ...as(1000),
          }),
          container({
            name: 'parts',
            ...script(
              'cat /etc/app.yaml; echo; cat /etc/key; echo; ls -d /deep; touch /deep/new && echo made',
            ),
            volumeMounts: [
              mount('conf', '/etc/app.yaml', { subPath: 'app.yaml' }),
              mount('keys', '/etc/key', { subPath: 'key' }),
              mount('work', '/deep', { subPath: 'a/b' }),
            ],
            ...as(1000),
          }),
          container({ name: 'after', ...script('ls /disk/a/b'), volumeMounts: mounts }),
        ],
      }),
    );
  }, 60_000);

  it('an emptyDir is shared, open to every user, and its group is the fsGroup', async () => {
    expect(await web.output('writer')).toBe('2777 4000 /disk\n644 4000 /disk/said');
  });

  it('what is in memory outlives the container that wrote it, up to its limit', async () => {
    expect(await web.output('reader')).toMatch(/^hello\nram\n.*full$/s);
  });

  it('files have their modes and group, secrets are in memory, all of them read-only', async () => {
    const said = await web.output('looker');
    expect(said).toContain('a: 1s3cr3t');
    expect(said).toContain('644 4000 /conf/app.yaml');
    expect(said).toContain('755 4000 /conf/sub/run');
    expect(said).toContain('440 4000 /keys/key');
    expect(said).toMatch(/^tmpfs \/keys tmpfs ro/m);
    expect(said).toMatch(/^tmpfs \/ram tmpfs rw/m);
    expect(said).toMatch(/ \/conf ext4 ro| \/conf \S+ ro/);
    expect(said).toContain('refused');
  });

  it('a subPath may be a file of a configMap or a secret, or a folder that is not there yet', async () => {
    expect(await web.output('parts')).toBe('a: 1\ns3cr3t\n/deep\nmade');
    expect(await web.output('after')).toBe('new');
  });

  it('no file’s content is in what the engine keeps', async () => {
    const inspected = await lab.docker.getContainer(web.sandbox).inspect();
    const text = JSON.stringify(inspected);
    expect(text).not.toContain('s3cr3t');
    expect(text).not.toContain(Buffer.from('s3cr3t').toString('base64'));
  });
});

describe('hostPath', () => {
  let folder = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'outrider-host-'));
    writeFileSync(join(folder, 'in'), 'from the host');
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('leads to the machine, and a missing one is made only when asked for', async () => {
    const volumes: Volume[] = [
      { name: 'there', type: 'hostPath', path: folder, create: false },
      { name: 'made', type: 'hostPath', path: join(folder, 'made'), create: true },
      { name: 'missing', type: 'hostPath', path: join(folder, 'missing'), create: false },
    ];
    const host = await lab.up(
      pod({
        name: 'host',
        volumes,
        containers: [
          container({
            name: 'ok',
            ...script('cat /there/in; echo out > /made/out'),
            volumeMounts: [mount('there', '/there', { readOnly: true }), mount('made', '/made')],
          }),
          container({ name: 'bad', volumeMounts: [mount('missing', '/m')] }),
        ],
      }),
    );
    expect(await host.output('ok')).toBe('from the host');
    expect(readFileSync(join(folder, 'made', 'out'), 'utf8')).toBe('out\n');
    await expect(host.create('bad')).rejects.toThrow(
      `bind source path does not exist: ${join(folder, 'missing')}`,
    );
    await host.engine.removePod(patience);
  }, 60_000);
});

describe('a persistent claim', () => {
  const volumes: Volume[] = [{ name: 'data', type: 'persistent', claimName: 'db', readOnly: false }];
  const claiming = (text: string) =>
    pod({
      name: 'db',
      volumes,
      containers: [
        container({ name: 'app', ...script(text), volumeMounts: [mount('data', '/data')], ...as(1000) }),
      ],
    });

  it('can be written by anybody, outlives the pod with the modes it was given, and goes only when asked for', async () => {
    const first = await lab.up(
      claiming('umask 077; mkdir /data/pg && echo kept > /data/pg/file && stat -L -c %a /data'),
    );
    expect(await first.output('app')).toBe('777');
    await first.engine.removePod(patience);
    expect((await lab.leftovers()).filter((one) => one.includes('_db'))).toEqual([]);

    const second = await lab.up(claiming('cat /data/pg/file; stat -L -c %a /data/pg'));
    expect(await second.output('app')).toBe('kept\n700');
    await second.engine.removePod(patience);

    const { removeClaims } = await import('../../../src/docker/remove.ts');
    await removeClaims(lab.docker, lab.project, patience);
    await expect(lab.docker.getVolume(`${lab.project}_db`).inspect()).rejects.toMatchObject({
      statusCode: 404,
    });
  }, 60_000);
});

describe('a part of a volume', () => {
  const parted = (subPath: string, name: string) =>
    container({
      name,
      ...script('cat /m/marker; echo written > /m/by-app'),
      volumeMounts: [mount('work', '/m', { subPath })],
    });
  const maker = (text: string) =>
    container({ name: 'maker', ...script(text), volumeMounts: [mount('work', '/data')] });

  async function podWith(text: string, subPath: string, volume: Volume, name: string): Promise<LabPod> {
    const made = await lab.up(
      pod({ name, volumes: [volume], containers: [maker(text), parted(subPath, 'app')] }),
    );
    return made;
  }
  const work: Volume = { name: 'work', type: 'emptyDir', medium: 'disk' };

  it.each([
    ['absolute', (host: string) => `rmdir /data/sub; ln -s ${host} /data/sub`],
    ['climbing', (host: string) => `rmdir /data/sub; ln -s ../../../../../..${host} /data/sub`],
    [
      'absolute in the middle',
      (host: string) =>
        `rmdir /data/sub; mkdir /data/real; ln -s ${host} /data/real/in; ln -s real/in /data/sub`,
    ],
  ])('a link that is %s leads nowhere outside of the volume', async (kind, evil) => {
    const host = mkdtempSync(join(tmpdir(), 'outrider-host-'));
    writeFileSync(join(host, 'marker'), 'secret of the host');
    try {
      const made = await podWith(evil(host), 'sub', work, `evil-${kind.split(' ').join('-')}`);
      const { id } = await made.create('app');
      await made.output('maker');
      await expect(made.engine.startContainer(id, patience)).rejects.toMatchObject({
        code: 'start-failed',
        message: expect.stringMatching(/^subPath sub of volume work: .*leaves the volume$/),
      });
      expect(readFileSync(join(host, 'marker'), 'utf8')).toBe('secret of the host');
      expect(existsSync(join(host, 'by-app'))).toBe(false);
    } finally {
      rmSync(host, { recursive: true });
    }
  });

  it('a link inside of the volume works', async () => {
    const made = await podWith(
      'rmdir /data/sub; mkdir /data/real; echo hello > /data/real/marker; ln -s ./x/../real /data/sub; mkdir /data/x',
      'sub',
      work,
      'good',
    );
    const { id } = await made.create('app');
    await made.output('maker');
    await made.engine.startContainer(id, patience);
    expect(await outputOf(made.engine, id)).toBe('hello');
  });

  it('a part that is missing is made with the mode of its volume, also in what another user has closed', async () => {
    const made = await podWith(
      'rm -r /data/a; mkdir -m 700 /data/a; chown 999 /data/a',
      'a/b/c',
      work,
      'missing',
    );
    const { id } = await made.create('app');
    await made.output('maker');
    await made.engine.startContainer(id, patience);
    await outputOf(made.engine, id);
    const look = await made.engine.inNamespace(
      { argv: ['stat', '-c', '%a %n', '/outrider/volumes/work/a/b', '/outrider/volumes/work/a/b/c'] },
      5_000,
      patience,
    );
    expect(Buffer.from(look.stdout).toString()).toBe(
      '777 /outrider/volumes/work/a/b\n777 /outrider/volumes/work/a/b/c\n',
    );
  });

  it('a link in a folder of the engine’s machine does not lead out of it either', async () => {
    const host = mkdtempSync(join(tmpdir(), 'outrider-host-'));
    const other = mkdtempSync(join(tmpdir(), 'outrider-host-'));
    try {
      const volume: Volume = { name: 'work', type: 'hostPath', path: host, create: false };
      const made = await podWith(`ln -s ${other} /data/sub`, 'sub', volume, 'on-host');
      const { id } = await made.create('app');
      await made.output('maker');
      await expect(made.engine.startContainer(id, patience)).rejects.toThrow(/leaves the volume/);
      expect(existsSync(join(other, 'by-app'))).toBe(false);
    } finally {
      rmSync(host, { recursive: true });
      rmSync(other, { recursive: true });
    }
  });
});
