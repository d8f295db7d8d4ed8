import { randomUUID } from 'node:crypto';
import type Dockerode from 'dockerode';
import type { Pod } from '../pod/model.ts';
import type { Engine, RunIdentity } from '../supervisor/ports.ts';
import { engineNow } from './engine-now.ts';
import { connectSandbox } from './holder/connect-sandbox.ts';
import { createExecs } from './holder/execs.ts';
import { createGateway } from './holder/gateway.ts';
import type { ImageVolume } from './holder/image-volumes.ts';
import { createPauses } from './holder/pauses.ts';
import { createSandboxes } from './holder/sandboxes.ts';
import { checkSubPaths } from './holder/sub-paths.ts';
import { readTerminationLog } from './holder/termination-log.ts';
import { volumeUsage } from './holder/volume-usage.ts';
import type { Credentials } from './images/credentials.ts';
import { imageFiles } from './images/image-files.ts';
import { createImages } from './images/images.ts';
import type { MakeImage } from './images/make-or-pull.ts';
import { readLogs } from './logs/logs.ts';
import type { ApiSocket } from './objects/api-socket.ts';
import { inspectContainer, removeContainer, signalContainer, startContainer } from './objects/containers.ts';
import { createContainer } from './objects/create-container.ts';
import { endpointsOf } from './objects/endpoints.ts';
import type { FileIssuer } from './objects/issued-files.ts';
import type { Owner } from './objects/labels.ts';
import { observe } from './observe.ts';
import { leadToApi } from './relay/api-way.ts';
import type { RelayPlace } from './relay/relay.ts';
import { removeAll, removeThese } from './remove.ts';
import { retirePod } from './retire.ts';
import { memoryOf } from './stats.ts';
import type { EngineProduct } from './transport/connect.ts';
import { watch } from './watch.ts';

export { type Connection, connect, type EngineInfo, type EngineProduct } from './transport/connect.ts';

export interface EngineOptions {
  readonly docker: Dockerode;
  readonly project: string;
  readonly pod: Pod;
  /** Outrider's own version, for the labels. */
  readonly version: string;
  readonly images: { readonly holder: string };
  /** Prefix of a registry mirror, e.g. `mirror.example.org/hub`. */
  readonly mirror?: string;
  /** For pulls from private registries. */
  readonly credentials?: Credentials;
  /** For containers that talk to the engine themselves. */
  readonly apiSocket?: ApiSocket;
  /** For images that Outrider can put together by itself. */
  readonly makeImage?: MakeImage;
  /** For tokens and the like in files of volumes. */
  readonly issuer?: FileIssuer;
  /** A connection to the server of the Kubernetes API, for a pod that asks for it. */
  readonly dialApi?: RelayPlace['dial'];
  /** The engine's API, e.g. `1.41`; default: as old as any that is supported. */
  readonly apiVersion?: string;
  /** Default `Docker`. */
  readonly product?: EngineProduct;
  /** Who makes and supervises. Without it the engine only looks: nothing is locked. */
  readonly identity?: RunIdentity;
  /** The absolute path of the project's folder; it is written on what is made. */
  readonly folder?: string;
}

/** The supervisor's port to a Docker Engine, for one pod. */
export function createEngine(options: EngineOptions): Engine {
  const {
    docker,
    project,
    pod,
    version,
    mirror,
    credentials,
    makeImage,
    apiSocket,
    identity,
    folder,
    issuer,
    dialApi,
    product = 'Docker',
  } = options;
  const owner: Owner = { project, pod, version, ...(folder !== undefined && { folder }) };
  const execs = createExecs({ docker, image: options.images.holder, owner });
  const mountsParts = isAtLeast(options.apiVersion ?? '', 1, 45);
  const removed = new Set<string>();
  const images = createImages(docker, { mirror, credentials, make: makeImage });
  const maker = identity?.run ?? randomUUID();
  const fetchImage = async ({ reference, imagePullPolicy }: ImageVolume, signal: AbortSignal) => {
    await images.ensure({ image: reference, imagePullPolicy }, () => {}, signal);
    return (await images.facts(reference, signal)).reference;
  };
  const context = { docker, owner, maker, product, mountsParts, fetchImage, issuer };
  const sandboxes = createSandboxes(context, options.images.holder, identity);

  const gateway = pod.publishes?.length
    ? createGateway({ docker, owner, image: options.images.holder })
    : undefined;

  function remove(id: string, signal: AbortSignal): Promise<void> {
    removed.add(id);
    return removeContainer(docker, id, signal);
  }

  return {
    createSandbox: sandboxes.create,
    startSandbox: async (id, signal) => {
      // First of all: a port of this machine may be taken.
      await gateway?.open(signal);
      return sandboxes.start(id, signal);
    },
    ...(gateway && { gateway }),
    updateFiles: sandboxes.update,
    ...(pod.api &&
      dialApi && {
        leadToApi: (holder, signal) => leadToApi({ docker, holder, dial: dialApi }, signal),
      }),
    ...(issuer && { renewFiles: sandboxes.renew }),
    connectSandbox: (id, signal) => connectSandbox({ docker, owner }, id, signal),
    removeSandbox: (id, signal) => {
      sandboxes.forget(id);
      return remove(id, signal);
    },
    ensureImage: images.ensure,
    imageFiles: async (image, paths, signal) =>
      imageFiles({ docker, owner }, (await images.facts(image, signal)).reference, paths, signal),
    createContainer: (request, signal) =>
      createContainer({ docker, owner, images, sandboxes, mountsParts, apiSocket }, request, signal),
    startContainer: async (id, signal) => {
      await checkSubPaths({ docker, owner }, sandboxes, id, signal);
      await startContainer(docker, id, signal);
      const { State } = await inspectContainer(docker, id, signal);
      return { pid: State.Pid };
    },
    signalContainer: (id, name, signal) => signalContainer(docker, id, name, signal),
    removeContainer: remove,
    exec: execs.run,
    terminationLog: (container, signal) => readTerminationLog(sandboxes, container, signal),
    inNamespace: sandboxes.run,
    volumeUsage: (volumes, signal) => volumeUsage(sandboxes, volumes, signal),
    watch: (signal) =>
      watch(
        {
          docker,
          project,
          pod: pod.name,
          networks: endpointsOf(project, pod).map(({ network }) => network),
          isRemoved: (id) => removed.has(id),
          onGone: (id) => removed.delete(id),
        },
        signal,
      ),
    observe: (signal) => observe(docker, project, pod, signal),
    now: (signal) => engineNow(docker, signal),
    usage: (id, signal) => memoryOf(docker, id, signal),
    pauses: createPauses({ docker, owner, image: options.images.holder }),
    logs: (id, logOptions, signal) => readLogs(docker, id, logOptions, signal),
    lock: sandboxes.lock,
    owner: sandboxes.owner,
    release: () => {
      gateway?.close();
      sandboxes.forget();
    },
    heldByOther: sandboxes.heldByOther,
    retire: async (signal) => {
      sandboxes.forget();
      await retirePod(docker, project, pod.name, signal);
    },
    removePod: async (signal) => {
      sandboxes.forget();
      await execs.idle();
      await removeAll(docker, project, pod.name, signal, (id) => removed.add(id));
    },
    removeSeen: async ({ sandbox, containers, others = [] }, signal) => {
      sandboxes.forget();
      const ids = [...(sandbox ? [sandbox.id] : []), ...containers.map(({ id }) => id), ...others];
      for (const id of ids) removed.add(id);
      await removeThese(docker, { project, pod: pod.name, ids }, signal);
    },
  };
}

/** Whether an API version such as `1.45` is at least the given one. */
function isAtLeast(version: string, major: number, minor: number): boolean {
  const [hasMajor = 0, hasMinor = 0] = version.split('.').map(Number);
  return hasMajor > major || (hasMajor === major && hasMinor >= minor);
}
