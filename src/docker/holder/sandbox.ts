import type Dockerode from 'dockerode';
import { EngineError, type SandboxAddress } from '../../supervisor/ports.ts';
import { type ArchiveEntry, archiveOf } from '../objects/archive.ts';
import { inspectContainer, removeContainer, startContainer } from '../objects/containers.ts';
import { createOwn } from '../objects/create-own.ts';
import { holderBody } from '../objects/holder-body.ts';
import { type FileIssuer, withIssued } from '../objects/issued-files.ts';
import { labels, type Owner } from '../objects/labels.ts';
import {
  engineOptions,
  type Mountpoints,
  storedName,
  storedVolumes,
  volumesFolder,
  volumesToMake,
} from '../objects/mounts.ts';
import { holderName } from '../objects/names.ts';
import { isOurs } from '../objects/ours.ts';
import { connectHolder, ensureNetworks } from '../objects/pod-networks.ts';
import { terminationLogEntries } from '../objects/termination-log.ts';
import { volumeEntries } from '../objects/volume-files.ts';
import { addressOf } from '../observe.ts';
import { call, callUnless } from '../transport/call.ts';
import type { EngineProduct } from '../transport/connect.ts';
import { deadlines } from '../transport/deadlines.ts';
import { statusOf } from '../transport/errors.ts';
import { stampNow } from './files-stamp.ts';
import { fillImageVolumes, type ImageVolume } from './image-volumes.ts';

/** What the sandbox functions need besides the pod. */
export interface SandboxContext {
  readonly docker: Dockerode;
  readonly owner: Owner;
  readonly product: EngineProduct;
  /** Names this supervisor; no other has the same. */
  readonly maker: string;
  /** See `fillImageVolumes`. */
  readonly fetchImage: (volume: ImageVolume, signal: AbortSignal) => Promise<string>;
  /** For tokens and the like; they are only in volumes in memory. */
  readonly issuer?: FileIssuer | undefined;
}

/**
 * Makes the network and the holder. The holder's mounts make the volumes; Podman leaves their labels and options away, so there
 * they are made before. Those on disk are filled at once, while the network is still being made (150 ms), which takes the 45 ms
 * of writing off the way from start to first container.
 *
 * @param onMade is told of the holder while the rest is still being made.
 */
export async function createSandbox(
  { docker, owner, maker, product, fetchImage }: SandboxContext,
  image: string,
  attempt: number,
  signal: AbortSignal,
  onMade: (id: string) => void = () => {},
): Promise<{ readonly id: string }> {
  const networks = ensureNetworks(docker, owner, signal);
  const create = async (): Promise<{ readonly id: string }> => {
    const fresh = await missingVolumes(docker, owner, signal);
    if (product === 'Podman') await makeVolumes(docker, owner, signal);
    const name = holderName(owner.project, owner.pod.name, attempt);
    const body = holderBody(owner, attempt, image);
    const labelled = { ...body, Labels: { ...body.Labels, [labels.maker]: maker } };
    const make = () => createHolder({ docker, owner }, name, labelled, signal);
    const id = await make().catch(async (error: unknown) => {
      if (!lacksNetwork(error)) throw error;
      await networks;
      return make();
    });
    onMade(id);
    try {
      const files = volumeEntries(owner.pod, 'disk', stampNow(), fresh);
      await writeEntries(docker, id, [...files, ...terminationLogEntries(owner.pod)], signal);
      await fillImageVolumes({ docker, owner, fetchImage }, id, fresh, signal);
    } catch (error) {
      await removeContainer(docker, id, signal).catch(() => {});
      throw error;
    }
    return { id };
  };
  // Docker looks for the network when the holder starts, not before: no need to make one after the other. Podman looks at once.
  const [network, holder] = await Promise.allSettled([networks, create()]);
  if (network.status === 'fulfilled' && holder.status === 'fulfilled') {
    await connectHolder(docker, owner, holder.value.id, signal);
    return holder.value;
  }
  if (holder.status === 'fulfilled') await removeContainer(docker, holder.value.id, signal).catch(() => {});
  throw network.status === 'rejected' ? network.reason : (holder as PromiseRejectedResult).reason;
}

/**
 * The name of the holder decides which of two runs has the pod.
 * @throws EngineError `held` when another run made it.
 */
async function createHolder(
  { docker, owner }: Pick<SandboxContext, 'docker' | 'owner'>,
  name: string,
  body: Dockerode.ContainerCreateOptions,
  signal: AbortSignal,
): Promise<string> {
  try {
    return await createOwn(docker, name, body, signal);
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== 'name-conflict') throw error;
    const { Name, Config } = await inspectContainer(docker, name, signal);
    if (!isOurs([Name], Config.Labels)) throw error;
    throw new EngineError('held', `another run of Outrider has made pod ${owner.pod.name}`, { cause: error });
  }
}

/** Starts the holder. A pod that went down meanwhile may have taken the network with it: then it is made again. */
export async function startHolder(
  { docker, owner }: SandboxContext,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await startContainer(docker, id, signal);
  } catch (error) {
    if (!lacksNetwork(error)) throw error;
    await ensureNetworks(docker, owner, signal);
    await startContainer(docker, id, signal);
  }
}

function lacksNetwork(error: unknown): boolean {
  return error instanceof EngineError && /network .*(not found|ambiguous)/i.test(error.message);
}

/** Fills the volumes in memory, which exist only while somebody has them mounted: from the start of the holder on. */
export async function writeMemoryVolumes(
  { docker, owner, issuer }: SandboxContext,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const pod = await withIssued(owner.pod, issuer);
  await writeEntries(docker, id, volumeEntries(pod, 'memory', stampNow()), signal);
}

/** In one request, to the folder above the mounts: the engine ignores the mode of an archive's own root. */
export async function writeEntries(
  docker: Dockerode,
  id: string,
  entries: readonly ArchiveEntry[],
  signal: AbortSignal,
): Promise<void> {
  if (entries.length === 0) return;
  const archive = await archiveOf(entries);
  await call('write the files of volumes', deadlines.change, signal, (abortSignal) =>
    docker.getContainer(id).putArchive(archive, { path: volumesFolder, abortSignal }),
  );
}

export interface SandboxFacts {
  readonly address: SandboxAddress;
  /** The developer's machine as the pod sees it: the network's gateway. */
  readonly hostIP: string;
}

/** @throws EngineError when the holder does not run. */
export async function inspectSandbox(
  { docker }: SandboxContext,
  id: string,
  signal: AbortSignal,
): Promise<SandboxFacts> {
  const inspected = await inspectContainer(docker, id, signal);
  const address = addressOf(inspected);
  if (!address) throw new EngineError('engine', "the pod's holder does not run, so the pod has no address");
  return { address, hostIP: inspected.NetworkSettings.Networks[address.network]!.Gateway };
}

/** Where the engine keeps the pod's volumes on its machine, by the names that the pod has for them. */
export async function mountpointsOf(
  { docker }: SandboxContext,
  id: string,
  signal: AbortSignal,
): Promise<Mountpoints> {
  const { Mounts } = await inspectContainer(docker, id, signal);
  const prefix = `${volumesFolder}/`;
  return new Map(
    Mounts.filter(({ Destination }) => Destination.startsWith(prefix)).map(({ Destination, Source }) => [
      Destination.slice(prefix.length),
      Source,
    ]),
  );
}

async function makeVolumes(docker: Dockerode, owner: Owner, signal: AbortSignal): Promise<void> {
  await Promise.all(
    volumesToMake(owner).map((volume) =>
      callUnless(
        (error) => statusOf(error) === 409,
        `create volume ${volume.Name}`,
        deadlines.change,
        signal,
        (abortSignal) => docker.createVolume({ ...volume, abortSignal }),
      ),
    ),
  );
}

/** The volumes with a content of their own that are not there yet, by the names that the pod has for them. */
async function missingVolumes(
  docker: Dockerode,
  owner: Owner,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const claims = storedVolumes(owner.pod.volumes).filter(
    ({ type }) => type === 'persistent' || type === 'image',
  );
  const missing = await Promise.all(
    claims.map(async (volume) => {
      try {
        await call('inspect a volume', deadlines.read, signal, (abortSignal) =>
          docker.getVolume(storedName(owner, volume)).inspect({ abortSignal }),
        );
        return [];
      } catch (error) {
        if (statusOf(error) !== 404) throw error;
        if (engineOptions(volume).external) throw missingVolume(storedName(owner, volume));
        return [volume.name];
      }
    }),
  );
  return new Set(missing.flat());
}

function missingVolume(name: string): EngineError {
  return new EngineError('engine', `there is no volume ${name}, which the pod says is there already`, {
    hint: `Make it (docker volume create ${name}), or leave \`external\` away, so that the project makes its own.`,
  });
}
