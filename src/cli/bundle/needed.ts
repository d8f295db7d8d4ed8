import { type FoundImage, findImage } from '../../docker/images/export-images.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import { catalogueImage } from '../../images/catalogue.ts';
import { mirrored } from '../../images/mirror.ts';
import type { Pod } from '../../pod/model.ts';
import { imagesOf } from '../../pod/pull-policy.ts';

/** An image that pods need, and what the engine has of it. */
export interface NeededImage {
  /** As manifests name it. */
  readonly image: string;
  /** As the engine names it. */
  readonly reference: string;
  readonly found?: FoundImage;
}

/** The images of the pods, and the one that each pod has for its namespace. */
export function neededImages(
  { docker }: Connection,
  pods: readonly Pod[],
  signal: AbortSignal,
): Promise<readonly NeededImage[]> {
  const mirror = process.env['OUTRIDER_IMAGE_MIRROR'];
  const built = new Set(
    pods.flatMap(({ initContainers, containers }) =>
      [...initContainers, ...containers].filter(({ engine }) => engine?.build).map(({ image }) => image),
    ),
  );
  const all = [catalogueImage('holder').reference, ...imagesOf(pods)];
  return Promise.all(
    [...new Set(all)].map(async (image) => {
      const reference = built.has(image) ? image : mirrored(image, mirror);
      const found = await findImage(docker, reference, signal);
      return { image, reference, ...(found && { found }) };
    }),
  );
}

/** `12.3 MB`, as Docker shows sizes. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
