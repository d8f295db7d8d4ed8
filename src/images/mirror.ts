/**
 * The name under which a mirror has an image: Docker Hub's images directly under the mirror's prefix, without `library/`;
 * those of other registries under the registry's name. Outrider's own images are built locally and have no mirror.
 */
export function mirrored(image: string, mirror: string | undefined): string {
  const prefix = (mirror ?? '').replace(/\/+$/, '');
  if (prefix === '' || image.startsWith('outrider/') || image.startsWith(`${prefix}/`)) return image;
  const withoutHub = image.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, '');
  return `${prefix}/${withoutHub}`;
}
