import { type CatalogueImage, loadCatalogue, localMirror } from './catalogue.ts';

/**
 * Returns the image of the catalogue that a reference names: one of Outrider's own (`outrider/demo:0.1`), or the stand-in of a
 * program under the local mirror (`outrider.local/haproxy:2.6`). Reads nothing for other names.
 */
export function ownImage(reference: string): CatalogueImage | undefined {
  if (!reference.startsWith('outrider/') && !reference.startsWith(`${localMirror}/`)) return undefined;
  return loadCatalogue().find((image) => [image.reference, ...image.aliases].includes(reference));
}
