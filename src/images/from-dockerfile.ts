import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { CatalogueImage } from './catalogue.ts';
import { hashLabel, type ImageStore } from './store.ts';

/** The image that a Dockerfile starts from. */
export function baseOf(image: CatalogueImage): string {
  const base = /^FROM (\S+)/m.exec(readFileSync(join(image.folder, 'Dockerfile'), 'utf8'))?.[1];
  if (base === undefined) throw new Error(`${join(image.folder, 'Dockerfile')} has no FROM`);
  return base;
}

/** Has the engine build an image; its base must be there. */
export async function buildFromDockerfile(
  image: CatalogueImage,
  store: ImageStore,
  onStep: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { reference, aliases, hash, folder } = image;
  const env = { COPYFILE_DISABLE: '1' };
  const tar = execa('tar', ['-C', folder, '-cf', '-', '.'], {
    cancelSignal: signal,
    buffer: { stdout: false },
    env,
  });
  const labels = { [hashLabel]: hash };
  await Promise.all([tar, store.build(tar.stdout, { reference, labels }, onStep, signal)]);
  for (const alias of aliases) await store.tag(reference, alias, signal);
}
