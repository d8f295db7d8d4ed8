import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import type { CatalogueImage } from './catalogue.ts';
import { hashLabel } from './store.ts';

/** Where the programs of an image are, as in Debian's. */
export const imagePath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What Docker mounts or makes anew in every container, and what nobody reads in one. */
const leftOut = [
  ...['dev', 'proc', 'sys', 'run', 'tmp', 'var/cache/apt', 'var/lib/apt', 'var/lib/dpkg/info'].map(
    (at) => `${at}/*`,
  ),
  ...['doc', 'info', 'lintian', 'locale', 'man'].map((at) => `usr/share/${at}/*`),
  'usr/lib/*/gconv',
  'etc/hostname',
  'etc/resolv.conf',
];

/**
 * Lays out, in `folder`, the files of an archive as `docker save` writes it, with the tree `root` as the image's only
 * layer. Unlike an import of a bare tree it can carry every setting, the stop signal included, on every engine.
 */
export async function layOutArchive(
  image: CatalogueImage,
  root: string,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(folder);
  const layer = await writeLayer(root, join(folder, 'layer.tar'), signal);
  const config = JSON.stringify(describe(image, layer, new Date()));
  const configFile = `${sha256(config)}.json`;
  const manifest = [
    { Config: configFile, RepoTags: [image.reference, ...image.aliases], Layers: [`${layer}/layer.tar`] },
  ];
  await mkdir(join(folder, layer));
  await rename(join(folder, 'layer.tar'), join(folder, layer, 'layer.tar'));
  await writeFile(join(folder, configFile), config);
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
}

/** Writes the layer; the answer is its digest, in hexadecimal. */
async function writeLayer(root: string, file: string, signal: AbortSignal): Promise<string> {
  const patterns = leftOut.map((pattern) => `--exclude=./${pattern}`);
  const exclusions = ['--wildcards', '--no-wildcards-match-slash', ...patterns];
  const options = ['--numeric-owner', '--sort=name', '--xattrs', '--xattrs-include=security.capability'];
  const tar = execa('tar', ['-C', root, ...options, ...exclusions, '-c', '.'], {
    cancelSignal: signal,
    buffer: { stdout: false },
  });
  const hash = createHash('sha256');
  tar.stdout.on('data', (chunk: Buffer) => hash.update(chunk));
  await Promise.all([tar, pipeline(tar.stdout, createWriteStream(file))]);
  return hash.digest('hex');
}

/** The image's configuration, as the OCI image specification has it. */
function describe({ definition, hash }: CatalogueImage, layer: string, created: Date): object {
  return {
    architecture: { x64: 'amd64', arm: 'arm', arm64: 'arm64' }[process.arch as string] ?? process.arch,
    os: 'linux',
    created: created.toISOString(),
    config: {
      ...definition.config,
      Env: environment(definition.config.Env ?? []),
      Labels: { [hashLabel]: hash },
    },
    rootfs: { type: 'layers', diff_ids: [`sha256:${layer}`] },
    history: [{ created: created.toISOString(), created_by: 'outrider: from Debian packages' }],
  };
}

/** A second PATH would not replace the first: which of the two counts depends on who reads them. */
function environment(own: readonly string[]): readonly string[] {
  return own.some((entry) => entry.startsWith('PATH=')) ? own : [`PATH=${imagePath}`, ...own];
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
