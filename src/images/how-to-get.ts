import { type CatalogueImage, loadCatalogue, localMirror } from './catalogue.ts';
import { mirrored } from './mirror.ts';
import { aboutHowLong } from './takes.ts';

/**
 * What gets an image that could not be pulled: a correct name, a stand-in that is made on this machine, or the mirror.
 * Undefined for an image of which nothing is known.
 *
 * @param image the name in the manifest.
 * @param mirror the prefix of the mirror that was asked, if there is one.
 */
export function howToGet(
  image: string,
  mirror: string | undefined,
  catalogue: readonly CatalogueImage[] = loadCatalogue(),
): string | undefined {
  if (image.startsWith('outrider/'))
    return `Outrider makes ${namesOfOwn(catalogue)}, and no other ${repositoryOf(image)}.`;
  const usesStandIns = mirror?.replace(/\/+$/, '') === localMirror;
  if (mirror && !usesStandIns) return atMirror(image, mirror);
  const standIns = catalogue.filter(({ definition: { standsFor } }) => standsFor !== undefined);
  const same = standIns.find(({ definition: { standsFor } }) => standsFor === plain(image));
  if (same) return makeIt(same);
  const other = standIns.find(
    ({ definition: { standsFor } }) => repositoryOf(standsFor!) === repositoryOf(plain(image)),
  );
  if (!usesStandIns) return other && `${makeIt(other)} The manifest has to name that version.`;
  const { standsFor } = other?.definition ?? {};
  return `OUTRIDER_IMAGE_MIRROR is ${localMirror}, which has ${standsFor ?? namesOf(standIns)}. Without it the image is pulled.`;
}

function atMirror(image: string, mirror: string): string {
  const reference = mirrored(image, mirror);
  return `OUTRIDER_IMAGE_MIRROR is ${mirror}: put the image there, or get it by hand with \`docker pull ${image} && docker tag ${image} ${reference}\`.`;
}

function makeIt({ name, definition: { standsFor } }: CatalogueImage): string {
  const takes = aboutHowLong(name);
  return `Where no registry is within reach, OUTRIDER_IMAGE_MIRROR=${localMirror} makes a stand-in of ${standsFor} from Debian packages${takes === undefined ? '' : ` (${takes}, once)`}; in a checkout \`npm run images -- ${name}\` makes it beforehand.`;
}

function namesOfOwn(catalogue: readonly CatalogueImage[]): string {
  return catalogue.flatMap(({ aliases }) => aliases).join(', ');
}

function namesOf(standIns: readonly CatalogueImage[]): string {
  return standIns.map(({ definition: { standsFor } }) => standsFor).join(', ');
}

/** Without what stands for Docker Hub. */
function plain(image: string): string {
  return image.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, '');
}

/** Without tag and digest. */
function repositoryOf(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}
