import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { layOutArchive } from '../../../src/images/archive.ts';
import { catalogueImage } from '../../../src/images/catalogue.ts';

/** Images come from packages on Debian-like machines only; it takes GNU tar. */
const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('an archive', () => {
  const image = catalogueImage('demo');
  let folder: string;
  let archive: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'outrider-archive-'));
    archive = join(folder, 'archive');
    const root = join(folder, 'root');
    const files = ['bin/tool', 'usr/share/doc/tool/README', 'etc/hostname', 'dev/null', 'srv/dev/kept'];
    for (const file of files) {
      mkdirSync(join(root, file, '..'), { recursive: true });
      writeFileSync(join(root, file), file);
    }
    await layOutArchive(image, root, archive, new AbortController().signal);
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const json = (file: string) => JSON.parse(readFileSync(join(archive, file), 'utf8'));
  const manifest = () => json('manifest.json')[0];

  it('names the image by all its names', () => {
    expect(manifest().RepoTags).toEqual([image.reference, 'outrider/demo:0.1']);
  });

  it('has a layer with the digest that the configuration names', () => {
    const layer = readFileSync(join(archive, manifest().Layers[0]));
    const digest = createHash('sha256').update(layer).digest('hex');
    expect(json(manifest().Config).rootfs).toEqual({ type: 'layers', diff_ids: [`sha256:${digest}`] });
  });

  it('has the settings of the image, a PATH, and the hash as a label', () => {
    const { config, os } = json(manifest().Config);
    expect(os).toBe('linux');
    expect(config).toMatchObject({ Entrypoint: ['demo'], Cmd: ['server'] });
    expect(config.Env[0]).toMatch(/^PATH=.*\/usr\/bin/);
    expect(config.Labels).toEqual({ 'dev.outrider.image-hash': image.hash });
  });

  it('has the PATH that the image names itself, and no other', async () => {
    const { definition } = image;
    const own = { ...definition, config: { ...definition.config, Env: ['PATH=/opt/bin', 'LANG=C.UTF-8'] } };
    const other = join(folder, 'other');
    const { signal } = new AbortController();
    await layOutArchive({ ...image, definition: own }, join(folder, 'root'), other, signal);
    const [{ Config }] = JSON.parse(readFileSync(join(other, 'manifest.json'), 'utf8'));
    const { config } = JSON.parse(readFileSync(join(other, Config), 'utf8'));
    expect(config.Env).toEqual(['PATH=/opt/bin', 'LANG=C.UTF-8']);
  });

  it('leaves out documentation and what belongs to the machine it was made on', async () => {
    const { stdout } = await execa('tar', ['-tf', join(archive, manifest().Layers[0])], { lines: true });
    const files = stdout.filter((name) => !name.endsWith('/'));
    expect(files).toEqual(['./bin/tool', './srv/dev/kept']);
    expect(stdout).toContain('./dev/');
  });
});
