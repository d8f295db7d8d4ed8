import type Docker from 'dockerode';

/** Brings images from one engine to another. */
export async function bringImages(from: Docker, to: Docker, references: readonly string[]): Promise<void> {
  for (const reference of references) {
    const archive = await from.getImage(reference).get();
    const answer = await to.loadImage(archive, { quiet: true });
    // The answer ends when the image is there.
    for await (const _ of answer);
    await to.getImage(reference).inspect();
  }
}
