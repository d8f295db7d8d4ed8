import { type CatalogueImage, loadCatalogue } from './catalogue.ts';
import { ImageError } from './image-error.ts';
import { type Making, makeImage } from './make.ts';
import type { ImageProgress, Way } from './progress.ts';
import { reporterOf } from './reporter.ts';
import type { ImageStore } from './store.ts';
import type { Tools } from './tools.ts';

export interface EnsureOptions {
  /** `auto`: from the Dockerfile if its base can be had, else from packages. */
  readonly way: 'auto' | Way;
  /** Where other people's images come from, and under which stand-ins are made; `localMirror` if absent. */
  readonly mirror?: string;
  /** Called before an image is put together from packages, with what that takes: whoever may install it can do so then. */
  readonly installTools?: (tools: Tools) => Promise<void>;
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
    for (const [index, image] of queue) done[index] = await ensureImage(image, making, options.onProgress);
  };
  const workers = Array.from({ length: atOnce }, () => work().catch((error) => ended.abort(error)));
  await Promise.all(workers);
  signal.throwIfAborted();
  return done;
}

function choose(names: readonly string[] | 'all', mirror?: string): readonly CatalogueImage[] {
  const catalogue = loadCatalogue(mirror);
  if (names === 'all') return catalogue;
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
  onProgress: (progress: ImageProgress) => void,
): Promise<EnsuredImage> {
  const { name, reference, hash, aliases } = image;
  const { store, signal } = making;
  const reporter = reporterOf(name, onProgress);
  try {
    const found = await store.hashOf(reference, signal);
    if (found === hash) {
      for (const alias of aliases) await store.tag(reference, alias, signal);
      reporter.report({ type: 'present', reference });
      return { name, reference, was: 'present' };
    }
    reporter.report({ type: 'started', reference, why: found === undefined ? 'absent' : 'outdated' });
    const way = await makeImage(image, making, reporter);
    reporter.report({ type: 'built', reference, way });
    return { name, reference, was: 'built' };
  } finally {
    reporter.close();
  }
}
