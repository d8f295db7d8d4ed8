import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ImageDefinition } from './definition.ts';

/** An image that the project can put together by itself. */
export interface CatalogueImage {
  readonly name: string;
  /** The folder with everything it is made of. */
  readonly folder: string;
  readonly definition: ImageDefinition;
  /** Twelve hexadecimal digits over every input: what has the same hash has the same content. */
  readonly hash: string;
  /** The name that is used for it, e.g. `outrider/holder:0123456789ab` or `outrider.local/haproxy:2.6`. */
  readonly reference: string;
  /** More names of the same image. */
  readonly aliases: readonly string[];
}

/** Under this prefix are the stand-ins for other people's images, if no mirror is named. */
export const localMirror = 'outrider.local';

/** To be raised when the same inputs give another image, that is when the code that builds changes. */
const builderVersion = '1';

/** All images, by name, with their references under `mirror`. Reads a handful of small files. */
export function loadCatalogue(mirror = localMirror, folder = imagesFolder()): readonly CatalogueImage[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => readImage(entry.name, join(folder, entry.name), mirror))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** One image of the catalogue. @throws when there is none of that name. */
export function catalogueImage(name: string, mirror = localMirror, folder = imagesFolder()): CatalogueImage {
  return readImage(name, join(folder, name), mirror);
}

/** The Debian packages of an image, as both ways of building read them. */
export function readPackages(image: CatalogueImage): readonly string[] {
  return readFileSync(join(image.folder, 'packages.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function readImage(name: string, folder: string, mirror: string): CatalogueImage {
  const definition = JSON.parse(readFileSync(join(folder, 'image.json'), 'utf8')) as ImageDefinition;
  const hash = hashOfFolder(folder);
  const { standsFor, alias } = definition;
  return {
    name,
    folder,
    definition,
    hash,
    reference: standsFor === undefined ? `outrider/${name}:${hash}` : `${mirror}/${standsFor}`,
    aliases: alias === undefined ? [] : [alias],
  };
}

function hashOfFolder(folder: string): string {
  const hash = createHash('sha256').update(builderVersion);
  for (const file of readdirSync(folder).sort()) {
    const content = readFileSync(join(folder, file));
    hash.update(`\0${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 12);
}

/** `images/` of the package, whether this runs from its sources or from the bundle. */
function imagesFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'images', 'holder', 'image.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('the folder images/ of the package is missing: install it again');
    folder = parent;
  }
  return join(folder, 'images');
}
