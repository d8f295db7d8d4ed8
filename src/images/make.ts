import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { whyNoPackages } from './apt.ts';
import type { CatalogueImage } from './catalogue.ts';
import { ImageError } from './image-error.ts';
import { type Way, wayInWords } from './progress.ts';
import { pullUnlessThere } from './pull-unless-there.ts';
import type { Reporter } from './reporter.ts';
import type { ImageStore } from './store.ts';
import { type Tools, toolsOf, whyNoTools } from './tools.ts';

/** What all images of one call have in common. */
export interface Making {
  readonly store: ImageStore;
  readonly way: 'auto' | Way;
  /** The mirror that base images come from, if there is one. */
  readonly mirror?: string;
  /** Base images that were asked for: a registry out of reach is found out once. */
  readonly pulls: Map<string, Promise<void>>;
  readonly installTools?: (tools: Tools) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Makes an image, in the first way that works; the answer is that way. @throws ImageError */
export async function makeImage(
  image: CatalogueImage,
  making: Making,
  reporter: Reporter,
  makers: Makers = realMakers,
): Promise<Way> {
  const reasons: string[] = [];
  for (const way of waysOf(image, making.way)) {
    try {
      await makers[way](image, making, reporter);
      return way;
    } catch (error) {
      making.signal.throwIfAborted();
      const message = reasonOf(error);
      reporter.report({ type: 'wayFailed', way, message });
      reasons.push(`not ${wayInWords[way]}: ${message}`);
    }
  }
  throw new ImageError(
    'cannot-build',
    `image ${image.name} cannot be made: ${reasons.join('; ')}`,
    hintFor(image),
  );
}

function waysOf(image: CatalogueImage, way: 'auto' | Way): readonly Way[] {
  if (way !== 'auto') return [way];
  return existsSync(join(image.folder, 'Dockerfile')) ? ['dockerfile', 'packages'] : ['packages'];
}

export type Makers = Readonly<
  Record<Way, (image: CatalogueImage, making: Making, reporter: Reporter) => Promise<void>>
>;

/** Each loads its code when it is needed: an image that is there costs nothing. */
const realMakers: Makers = {
  async dockerfile(image, { store, mirror, pulls, signal }, reporter) {
    const { baseOf, buildFromDockerfile } = await import('./from-dockerfile.ts');
    const onStep = (message: string) => reporter.step('dockerfile', message);
    const base = baseOf(image, mirror);
    const pull = pulls.get(base) ?? pullUnlessThere(base, store, onStep, signal);
    pulls.set(base, pull);
    await pull;
    await buildFromDockerfile(image, base, store, onStep, signal);
  },
  async packages(image, { store, installTools, signal }, reporter) {
    const tools = toolsOf(image.definition);
    await installTools?.(tools);
    const obstacle = whyNoPackages() ?? whyNoTools(tools);
    if (obstacle !== undefined) throw new Error(obstacle);
    const { buildFromPackages } = await import('./from-packages.ts');
    await buildFromPackages(image, store, (message) => reporter.step('packages', message), signal);
  },
};

/** The heart of an error; of a failed program its last words. */
function reasonOf(error: unknown): string {
  const { message, shortMessage, stderr } = error as {
    message?: string;
    shortMessage?: string;
    stderr?: string;
  };
  const lastWords = stderr?.trim().split('\n').slice(-3).join(' / ');
  return lastWords || shortMessage || message || String(error);
}

function hintFor({ definition: { standsFor } }: CatalogueImage): string {
  const packages = 'a Debian machine, as root, with mmdebstrap (apt-get install mmdebstrap)';
  return standsFor === undefined
    ? `It takes a registry or a mirror of one within the engine's reach, or ${packages}.`
    : `It takes ${packages}. Where a registry is within reach it is not needed: ${standsFor} itself is pulled.`;
}
