import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import type { CatalogueImage } from './catalogue.ts';
import { mirrored } from './mirror.ts';
import { hashLabel, type ImageStore } from './store.ts';

/** The image that a Dockerfile starts from, by the name under which the mirror has it, if there is one. */
export function baseOf(image: CatalogueImage, mirror: string | undefined): string {
  const base = /^ARG BASE=(\S+)/m.exec(readFileSync(join(image.folder, 'Dockerfile'), 'utf8'))?.[1];
  if (base === undefined) throw new Error(`${join(image.folder, 'Dockerfile')} has no ARG BASE=`);
  return mirrored(base, mirror);
}

/** Has the engine build an image; `base` must be there. Of the engine's many words only the steps are passed on. */
export async function buildFromDockerfile(
  image: CatalogueImage,
  base: string,
  store: ImageStore,
  onStep: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { reference, aliases, hash } = image;
  const onProgress = (message: string) => {
    if (/^Step \d+\/\d+ :/.test(message)) onStep(message);
  };
  const made = { reference, labels: { [hashLabel]: hash }, buildArgs: { BASE: base } };
  await store.build(contextOf(image), made, onProgress, signal);
  for (const alias of aliases) await store.tag(reference, alias, signal);
}

/** The folder as a tar. A COPY keeps modes, so they are those that the image asks for, not those of the checkout. */
function contextOf({ folder, definition }: CatalogueImage): Readable {
  const modes = new Map(definition.files?.map(({ from, mode }) => [from, Number.parseInt(mode, 8)]));
  const tar = pack();
  for (const name of readdirSync(folder)) {
    tar.entry({ name, mode: modes.get(name) ?? 0o644 }, readFileSync(join(folder, name)));
  }
  tar.finalize();
  return tar;
}
