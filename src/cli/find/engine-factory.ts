import { join } from 'node:path';
import { stateFolder, thisMachine } from '../../control/folders.ts';
import type { Credentials } from '../../docker/images/credentials.ts';
import type { MakeImage } from '../../docker/images/make-or-pull.ts';
import type { ApiSocket } from '../../docker/objects/api-socket.ts';
import type { Connection } from '../../docker/transport/connect.ts';
import type { ImageStore } from '../../images/store.ts';
import type { Pod } from '../../pod/model.ts';
import { systemClock } from '../../supervisor/clock.ts';
import type { Engine, RunIdentity } from '../../supervisor/ports.ts';
import { dialApi } from '../access/dial-api.ts';
import { fileIssuer } from '../access/file-issuer.ts';
import { harmless } from '../output/harmless.ts';
import { secretsFolder } from '../recipes/secrets-folder.ts';
import { version } from '../version.ts';

/** Whose the things are that are made. */
interface Making {
  readonly identity: RunIdentity;
  /** The absolute path of the project's folder. */
  readonly folder: string;
}

/** Engines for the pods of a project, one a pod; makes the holder's image first where it is missing, telling so on stderr. */
export async function engineFactory(
  connection: Connection,
  project: string,
  making: Making,
  signal: AbortSignal,
): Promise<(pod: Pod) => Engine> {
  const make = await engineMaker(connection, project, making, signal);
  const engines = new Map<string, Engine>();
  return (pod) => {
    const engine = engines.get(pod.name) ?? make(pod);
    engines.set(pod.name, engine);
    return engine;
  };
}

/** As `engineFactory`, with a new engine at each call. */
export async function engineMaker(
  connection: Connection,
  project: string,
  { identity, folder }: Making,
  signal: AbortSignal,
): Promise<(pod: Pod) => Engine> {
  const [{ createEngine }, holder] = await Promise.all([
    import('../../docker/engine.ts'),
    holderImage(connection, signal),
  ]);
  const access = {
    issuer: fileIssuer(secretsFolder(project, process.env), systemClock.wall),
    dialApi: dialApi(connection, project, process.env),
  };
  const mirror = process.env['OUTRIDER_IMAGE_MIRROR'];
  return (pod) =>
    createEngine({
      docker: connection.docker,
      project,
      pod,
      version,
      images: { holder },
      apiVersion: connection.info.apiVersion,
      product: connection.info.product,
      credentials: ownCredentials,
      apiSocket: apiSocketOf(connection),
      makeImage: imageMaker(connection),
      identity,
      folder,
      ...access,
      ...(mirror ? { mirror } : {}),
    });
}

/** The engine's socket on this machine, and what is loaded only where a container wants it. */
function apiSocketOf({ info: { address } }: Connection): ApiSocket {
  const path = /^unix:\/\/(.+)$/.exec(address)?.[1];
  return {
    ...(path !== undefined && { path }),
    config: async (signal) => {
      const { configWithCredentials, knownRegistries } = await import('../../docker/images/docker-config.ts');
      const { dockerConfigText } = await import('../../docker/images/credential-helper.ts');
      const text = dockerConfigText(process.env, thisMachine(process.env).home);
      return configWithCredentials(knownRegistries(text), ownCredentials, signal);
    },
  };
}

/** Loaded only where an image is missing. */
export const ownCredentials: Credentials = async (reference, signal) => {
  const { ownCredentials: found } = await import('../../docker/images/credential-helper.ts');
  return found(process.env, thisMachine(process.env).home)(reference, signal);
};

/** Makes Outrider's own images and the stand-ins of the local mirror. The code that makes images is loaded only for these. */
export function imageMaker({ docker }: Connection): MakeImage {
  return async (reference, onStep, signal) => {
    const { ownImage } = await import('../../images/own.ts');
    const image = ownImage(reference);
    if (!image) return false;
    const { ensureImages, progressLine } = await import('../../images/index.ts');
    const { dockerImageStore } = await import('../../docker/images/image-store.ts');
    await ensureImages(dockerImageStore(docker), [image.name], {
      way: 'auto',
      signal,
      onProgress: (progress) => onStep(progressLine(progress)),
    });
    return true;
  };
}

/** The reference of the holder's image, which is there afterwards. */
export async function holderImage(connection: Connection, signal: AbortSignal): Promise<string> {
  const [{ catalogueImage }, { dockerImageStore }] = await Promise.all([
    import('../../images/catalogue.ts'),
    import('../../docker/images/image-store.ts'),
  ]);
  const store = dockerImageStore(connection.docker);
  const holder = catalogueImage('holder');
  if ((await store.hashOf(holder.reference, signal)) !== holder.hash) await makeHolder(store, signal);
  return holder.reference;
}

/** What makes images is loaded only where one is missing. */
async function makeHolder(store: ImageStore, signal: AbortSignal): Promise<void> {
  const { ensureImages, progressLine } = await import('../../images/index.ts');
  const mirror = process.env['OUTRIDER_IMAGE_MIRROR'];
  await ensureImages(store, ['holder'], {
    way: 'auto',
    locks: join(stateFolder(process.env), 'locks'),
    signal,
    ...(mirror && { mirror }),
    onProgress: (progress) => void process.stderr.write(`${harmless(progressLine(progress))}\n`),
  });
}
