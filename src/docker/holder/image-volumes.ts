import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import type { Volume } from '../../pod/model.ts';
import { withImageContainer } from '../images/image-files.ts';
import { imageTree } from '../images/image-tree.ts';
import type { Owner } from '../objects/labels.ts';
import { volumesFolder } from '../objects/mounts.ts';
import { call } from '../transport/call.ts';
import { deadlines } from '../transport/deadlines.ts';

/** A volume with the files of an image. */
export type ImageVolume = Extract<Volume, { readonly type: 'image' }>;

interface Filling {
  readonly docker: Dockerode;
  readonly owner: Owner;
  /** Fetches the image of a volume unless it is there; the name that the engine knows it by. */
  readonly fetchImage: (volume: ImageVolume, signal: AbortSignal) => Promise<string>;
}

/**
 * Copies the files of images into the volumes of a holder. The engine mounts no image, so each pod has a copy of its own.
 *
 * @param fresh the volumes that are empty yet, by name.
 */
export async function fillImageVolumes(
  { docker, owner, fetchImage }: Filling,
  holder: string,
  fresh: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<void> {
  for (const volume of owner.pod.volumes) {
    if (volume.type !== 'image' || !fresh.has(volume.name)) continue;
    const reference = await fetchImage(volume, signal);
    await withImageContainer({ docker, owner }, reference, signal, async (id) => {
      const archive = await call(`read image ${reference}`, deadlines.read, signal, (abortSignal) =>
        docker.getContainer(id).getArchive({ path: '/.', abortSignal }),
      );
      const path = `${volumesFolder}/${volume.name}`;
      await call(`fill volume ${volume.name}`, deadlines.pullSilence, signal, (abortSignal) =>
        docker.getContainer(holder).putArchive(imageTree(archive as Readable), { path, abortSignal }),
      );
    });
  }
}
