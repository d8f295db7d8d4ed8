import { randomBytes } from 'node:crypto';
import { dockerImageStore } from '../../../../src/docker/images/image-store.ts';
import { labels } from '../../../../src/docker/objects/labels.ts';
import { connect } from '../../../../src/docker/transport/connect.ts';
import { catalogueImage, ensureImages } from '../../../../src/images/index.ts';

/** One run's own project on the real engine, and the images that its pods need. */
export interface Bench {
  readonly docker: Awaited<ReturnType<typeof connect>>['docker'];
  readonly project: string;
  readonly holder: string;
  readonly image: string;
  /** The same image under another name: what an image change changes to. */
  readonly otherImage: string;
  /** Removes whatever carries the project's label, and what else was made. */
  cleanUp(): Promise<void>;
}

export async function createBench(): Promise<Bench> {
  const { docker, close } = await connect({ env: process.env, signal: AbortSignal.timeout(10_000) });
  await ensureImages(dockerImageStore(docker), ['holder', 'demo'], {
    way: 'auto',
    signal: AbortSignal.timeout(300_000),
    onProgress: () => {},
  });
  const run = randomBytes(4).toString('hex');
  const project = `lifecycle-${run}`;
  const image = 'outrider/demo:0.1';
  const otherImage = `outrider-scenario/demo:${run}`;
  await docker.getImage(image).tag({ repo: 'outrider-scenario/demo', tag: run });
  const filters = { label: [`${labels.project}=${project}`] };
  return {
    docker,
    project,
    holder: catalogueImage('holder').reference,
    image,
    otherImage,
    async cleanUp() {
      const containers = await docker.listContainers({ all: true, filters });
      await Promise.all(containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true })));
      const { Volumes } = await docker.listVolumes({ filters });
      await Promise.all(Volumes.map(({ Name }) => docker.getVolume(Name).remove()));
      for (const { Id } of await docker.listNetworks({ filters })) await docker.getNetwork(Id).remove();
      await docker.getImage(otherImage).remove();
      close();
    },
  };
}
