import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Container, Volume, VolumeMount } from '../../../src/pod/model.ts';
import { container, pod } from '../../unit/docker/pods.ts';
import { type Lab, type LabPod, openLab, patience, script } from './lab.ts';

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
            ...script('echo hello > /disk/said; echo ram > /ram/said; stat -c "%a %g %n" /disk /disk/said'),
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
              'cat /conf/app.yaml /keys/key; echo; stat -c "%a %g %n" /conf/* /conf/sub/run /keys /keys/key; grep -E " /(ram|keys|conf) " /proc/mounts; touch /conf/x || echo refused',
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
      claiming('umask 077; mkdir /data/pg && echo kept > /data/pg/file && stat -c %a /data'),
    );
    expect(await first.output('app')).toBe('777');
    await first.engine.removePod(patience);
    expect((await lab.leftovers()).filter((one) => one.includes('_db'))).toEqual([]);

    const second = await lab.up(claiming('cat /data/pg/file; stat -c %a /data/pg'));
    expect(await second.output('app')).toBe('kept\n700');
    await second.engine.removePod(patience);

    const { removeClaims } = await import('../../../src/docker/remove.ts');
    await removeClaims(lab.docker, lab.project, patience);
    await expect(lab.docker.getVolume(`${lab.project}_db`).inspect()).rejects.toMatchObject({
      statusCode: 404,
    });
  }, 60_000);
});
