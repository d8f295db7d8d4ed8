import { type CatalogueImage, loadCatalogue } from './catalogue.ts';
import { ImageError } from './image-error.ts';
import { type Making, makeImage } from './make.ts';
import { oneAtATime } from './one-at-a-time.ts';
import type { ImageProgress, Way } from './progress.ts';
import { type Reporter, reporterOf } from './reporter.ts';
import type { ImageStore } from './store.ts';
import type { Tools } from './tools.ts';

export interface EnsureOptions {
  /** `auto`: from the Dockerfile if its base can be had, else from packages. */
  readonly way: 'auto' | Way;
  /** Where other people's images come from, and under which stand-ins are made; `localMirror` if absent. */
  readonly mirror?: string;
  /** Called before an image is put together from packages, with what that takes: whoever may install it can do so then. */
  readonly installTools?: (tools: Tools) => Promise<void>;
  /** A folder of this user where processes that make the same image wait for each other; absent, they do not wait. */
  readonly locks?: string;
  readonly onProgress: (progress: ImageProgress) => void;
  readonly signal: AbortSignal;
}

export interface EnsuredImage {
  readonly name: string;
  readonly reference: string;
  readonly was: 'present' | 'built';
}

/** So many at once: most of the work is unpacking, which keeps a core busy. */
const atOnce = 2;

/**
 * Makes sure that the images of these names are in the store, made from what their folders have now.
 * The first failure ends the work on the others.
 * @throws ImageError when one is unknown or cannot be made; it names the reasons and what to do.
 */
export async function ensureImages(
  store: ImageStore,
  names: readonly string[] | 'all',
  options: EnsureOptions,
): Promise<readonly EnsuredImage[]> {
  const images = choose(names, options.mirror);
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  const { way, mirror, installTools } = options;
  const making: Making = {
    store,
    way,
    pulls: new Map(),
    signal,
    ...(mirror && { mirror }),
    ...(installTools && { installTools }),
  };
  const queue = images.entries();
  const done: EnsuredImage[] = [];
  const work = async () => {
    for (const [index, image] of queue) done[index] = await ensureImage(image, making, options);
  };
  const workers = Array.from({ length: atOnce }, () => work().catch((error) => ended.abort(error)));
  await Promise.all(workers);
  signal.throwIfAborted();
  return done;
}

function choose(names: readonly string[] | 'all', mirror?: string): readonly CatalogueImage[] {
  const catalogue = loadCatalogue(mirror);
  if (names === 'all') return catalogue.filter(({ definition }) => !definition.whenNamed);
  return names.map((name) => {
    const image = catalogue.find((candidate) => candidate.name === name);
    if (image !== undefined) return image;
    const known = catalogue.map((candidate) => candidate.name).join(', ');
    throw new ImageError('unknown-image', `there is no image called ${name}`, `The images are ${known}.`);
  });
}

async function ensureImage(
  image: CatalogueImage,
  making: Making,
  { locks, onProgress }: EnsureOptions,
): Promise<EnsuredImage> {
  const { name, reference } = image;
  const reporter = reporterOf(name, onProgress);
  const present = (): EnsuredImage => {
    reporter.report({ type: 'present', reference });
    return { name, reference, was: 'present' };
  };
  const onWait = (pid: number): void => reporter.report({ type: 'waiting', pid });
  try {
    if (await isCurrent(image, making)) return present();
    return await oneAtATime(locks, `image-${name}`, { signal: making.signal, onWait }, async () => {
      // Another process may have made it in the meantime.
      if (await isCurrent(image, making)) return present();
      await make(image, making, reporter);
      return { name, reference, was: 'built' };
    });
  } finally {
    reporter.close();
  }
}

/** Whether the image is there, made from what its folder has now; then it has all of its names. */
async function isCurrent(
  { reference, hash, aliases }: CatalogueImage,
  { store, signal }: Making,
): Promise<boolean> {
  if ((await store.hashOf(reference, signal)) !== hash) return false;
  for (const alias of aliases) await store.tag(reference, alias, signal);
  return true;
}

async function make(image: CatalogueImage, making: Making, reporter: Reporter): Promise<void> {
  const { reference } = image;
  const found = await making.store.hashOf(reference, making.signal);
  reporter.report({ type: 'started', reference, why: found === undefined ? 'absent' : 'outdated' });
  const way = await makeImage(image, making, reporter);
  reporter.report({ type: 'built', reference, way });
}
