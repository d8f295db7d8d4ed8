import { loadCatalogue, localMirror } from './catalogue.ts';
import { type EnsureOptions, ensureImages } from './ensure.ts';
import { pullUnlessThere } from './pull-unless-there.ts';
import type { ImageStore } from './store.ts';

/**
 * Makes sure that other people's programs, by the names of the catalogue, are to be had: their official images where a
 * registry is within reach, else images of our own that stand for them.
 * @returns the mirror prefix under which the stand-ins are; `undefined` if the official images are there.
 * @throws ImageError when neither way works.
 */
export async function ensureStandIns(
  store: ImageStore,
  names: readonly string[],
  options: EnsureOptions,
): Promise<string | undefined> {
  const { mirror = localMirror, signal } = options;
  const images = loadCatalogue(mirror).filter(({ name }) => names.includes(name));
  const hashes = await Promise.all(images.map(({ reference }) => store.hashOf(reference, signal)));
  const areThere = images.every(({ hash }, index) => hash === hashes[index]);
  const official = images.flatMap(({ definition }) => definition.standsFor ?? []);
  if (!areThere && (await areToBeHad(official, store, options))) return undefined;
  await ensureImages(store, names, options);
  return mirror;
}

async function areToBeHad(
  references: readonly string[],
  store: ImageStore,
  { onProgress, signal }: EnsureOptions,
): Promise<boolean> {
  const begin = performance.now();
  const elapsedMs = () => Math.round(performance.now() - begin);
  for (const image of references) {
    try {
      const onStep = (message: string) =>
        onProgress({ type: 'official', image, message, elapsedMs: elapsedMs() });
      await pullUnlessThere(image, store, onStep, signal);
    } catch (error) {
      signal.throwIfAborted();
      const { message } = error as Error;
      onProgress({ type: 'official', image, message, elapsedMs: elapsedMs() });
      return false;
    }
  }
  return true;
}
