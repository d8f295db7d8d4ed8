import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import type { CatalogueImage } from './catalogue.ts';
import { hashLabel, type ImageStore } from './store.ts';

/** The image that a Dockerfile starts from. */
export function baseOf(image: CatalogueImage): string {
  const base = /^FROM (\S+)/m.exec(readFileSync(join(image.folder, 'Dockerfile'), 'utf8'))?.[1];
  if (base === undefined) throw new Error(`${join(image.folder, 'Dockerfile')} has no FROM`);
  return base;
}

/** Has the engine build an image; its base must be there. Of the engine's many words only the steps are passed on. */
export async function buildFromDockerfile(
  image: CatalogueImage,
  store: ImageStore,
  onStep: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { reference, aliases, hash } = image;
  const onProgress = (message: string) => {
    if (/^Step \d+\/\d+ :/.test(message)) onStep(message);
  };
  await store.build(contextOf(image), { reference, labels: { [hashLabel]: hash } }, onProgress, signal);
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
