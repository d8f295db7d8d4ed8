import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type { CatalogueImage } from './catalogue.ts';
import type { ImageBuild } from './definition.ts';
import { killGroupOnAbort } from './kill-group.ts';

/**
 * Compiles a program that no registry has ready, and takes the files that are asked for. Whatever its script starts ends
 * with it, on an abort too.
 * @throws with what the script said last, when it fails.
 */
export async function addBuild(
  root: string,
  image: Pick<CatalogueImage, 'folder'>,
  { script, files }: ImageBuild,
  workspace: string,
  onStep: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const folder = join(workspace, 'build');
  await mkdir(folder);
  await run(join(image.folder, script), image.folder, folder, onStep, signal);
  for (const { from, to, mode } of files) {
    const target = join(root, to);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(join(folder, from), target);
    await chmod(target, Number.parseInt(mode, 8));
  }
}

async function run(
  script: string,
  source: string,
  cwd: string,
  onStep: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const shell = execa('sh', ['-eu', script, source], { cwd, detached: true, stdin: 'ignore' });
  const release = killGroupOnAbort(shell.pid, signal);
  try {
    for await (const line of shell.iterable({ from: 'stdout' })) onStep(line);
    await shell;
  } finally {
    release();
  }
}
