import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { readAptSetup } from './apt.ts';
import { imagePath, layOutArchive } from './archive.ts';
import { addBuild } from './build.ts';
import { type CatalogueImage, readPackages } from './catalogue.ts';
import { finishRoot } from './finish-root.ts';
import { killGroupOnAbort } from './kill-group.ts';
import type { ImageStore } from './store.ts';
import { addWheels } from './wheels.ts';

/** Debian's directories at the top are links into /usr; without maintainer scripts they have to be there beforehand. */
const mergeUsr =
  'cd "$1" && mkdir -p usr/bin usr/sbin usr/lib usr/lib64 && ln -s usr/bin usr/sbin usr/lib usr/lib64 .';

/**
 * Puts an image together from Debian packages and hands it to the engine: no registry, no container. Needs root, apt
 * and mmdebstrap (`whyNoPackages` says whether they are there). Leaves nothing behind, on an abort neither.
 */
export async function buildFromPackages(
  image: CatalogueImage,
  store: ImageStore,
  onStep: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const workspace = await mkdtemp(join(tmpdir(), `outrider-image-${image.name}-`));
  try {
    const root = join(workspace, 'root');
    await extractPackages(readPackages(image), root, workspace, onStep, signal);
    onStep('adding its own files');
    await finishRoot(root, image);
    const { wheels = [], build } = image.definition;
    await addWheels(root, wheels, workspace, onStep, signal);
    if (build !== undefined) await addBuild(root, image, build, workspace, onStep, signal);
    await runCommands(root, image, signal);
    onStep('packing');
    const archive = join(workspace, 'archive');
    await layOutArchive(image, root, archive, signal);
    onStep('handing it to the engine');
    await load(archive, store, signal);
  } finally {
    await rm(workspace, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function extractPackages(
  packages: readonly string[],
  root: string,
  workspace: string,
  onStep: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { suite, sources, options } = await readAptSetup(signal);
  const temporary = join(workspace, 'tmp');
  await mkdir(temporary, { mode: 0o755 });
  const mmdebstrap = execa(
    'mmdebstrap',
    [
      ...['--mode=root', '--variant=extract', '--format=directory', `--setup-hook=${mergeUsr}`],
      ...options.map((option) => `--aptopt=${option}`),
      `--include=${packages.join(',')}`,
      ...[suite, root, ...sources],
    ],
    { detached: true, stdin: 'ignore', env: { TMPDIR: temporary, LC_ALL: 'C.UTF-8' } },
  );
  // It works through several processes; whatever they wrote is removed with the workspace.
  const release = killGroupOnAbort(mmdebstrap.pid, signal);
  try {
    for await (const line of mmdebstrap.iterable({ from: 'stderr' })) {
      const step = /^I: (.+?)(\.\.\.)?$/.exec(line)?.[1];
      if (step !== undefined && /^(running apt|downloading|extracting)/.test(step)) onStep(step);
    }
    await mmdebstrap;
  } finally {
    release();
  }
}

async function runCommands(root: string, { definition }: CatalogueImage, signal: AbortSignal): Promise<void> {
  for (const command of definition.commands ?? []) {
    const env = { PATH: imagePath, HOME: '/' };
    await execa('chroot', [root, ...command], { cancelSignal: signal, extendEnv: false, env });
  }
}

async function load(archive: string, store: ImageStore, signal: AbortSignal): Promise<void> {
  const tar = execa('tar', ['-C', archive, '-c', '.'], { cancelSignal: signal, buffer: { stdout: false } });
  await Promise.all([tar, store.load(tar.stdout, signal)]);
}
