import type Dockerode from 'dockerode';
import type { Container, Pod } from '../pod/model.ts';
import type { CreateRequest, Engine } from '../supervisor/ports.ts';
import {
  createNamed,
  epochMs,
  inspectContainer,
  removeContainer,
  signalContainer,
  startContainer,
} from './containers.ts';
import { createBody } from './create-body.ts';
import { execIn } from './exec.ts';
import { createImages } from './images.ts';
import type { Owner } from './labels.ts';
import { readLogs } from './logs.ts';
import type { Mountpoints } from './mounts.ts';
import { containerName } from './names.ts';
import { observe } from './observe.ts';
import { removeAll } from './remove.ts';
import { createSandboxes } from './sandboxes.ts';
import { watch } from './watch.ts';

export { type Connection, connect, type EngineInfo } from './connect.ts';

export interface EngineOptions {
  readonly docker: Dockerode;
  readonly project: string;
  readonly pod: Pod;
  /** Outrider's own version, for the labels. */
  readonly version: string;
  readonly images: { readonly holder: string };
  /** Prefix of a registry mirror, e.g. `mirror.example.org/hub`. */
  readonly mirror?: string;
  /** Gives the project's network IPv6 when it is made; default false. */
  readonly ipv6?: boolean;
}

/** The supervisor's port to a Docker Engine, for one pod. */
export function createEngine(options: EngineOptions): Engine {
  const { docker, project, pod, version, mirror, ipv6 = false } = options;
  const owner: Owner = { project, pod, version };
  const removed = new Set<string>();
  const images = createImages(docker, mirror);
  const sandboxes = createSandboxes({ docker, owner, ipv6 }, options.images.holder);

  async function createContainer(request: CreateRequest, signal: AbortSignal) {
    const { container, attempt, specHash, sandbox } = request;
    const [image, addresses, mountpoints] = await Promise.all([
      images.facts(container.image, signal),
      addressesFor(request, signal),
      mountpointsFor(container, sandbox, signal),
    ]);
    const body = createBody(container, {
      owner,
      attempt,
      specHash,
      sandbox,
      image: image.reference,
      imageUser: image.user,
      mountpoints,
      ...addresses,
    });
    const name = containerName(project, pod.name, container.name, attempt);
    const id = await createNamed(docker, name, body, signal);
    return { id, stopSignal: container.stopSignal ?? image.stopSignal };
  }

  /** Asked for only where a variable wants them. */
  async function addressesFor({ container, sandbox, podIP }: CreateRequest, signal: AbortSignal) {
    const wanted = container.env.flatMap((variable) => ('podField' in variable ? [variable.podField] : []));
    if (wanted.length === 0) return {};
    if (podIP !== undefined && !wanted.includes('status.hostIP')) return { podIP };
    const { address, hostIP } = await sandboxes.facts(sandbox, signal);
    return { podIP: address.ip, hostIP };
  }

  async function mountpointsFor(
    container: Container,
    sandbox: string,
    signal: AbortSignal,
  ): Promise<Mountpoints> {
    if (!container.volumeMounts.some(({ subPath }) => subPath)) return new Map();
    return sandboxes.mountpoints(sandbox, signal);
  }

  function remove(id: string, signal: AbortSignal): Promise<void> {
    removed.add(id);
    return removeContainer(docker, id, signal);
  }

  return {
    createSandbox: sandboxes.create,
    startSandbox: sandboxes.start,
    removeSandbox: (id, signal) => {
      sandboxes.forget(id);
      return remove(id, signal);
    },
    ensureImage: images.ensure,
    createContainer,
    startContainer: async (id, signal) => {
      await startContainer(docker, id, signal);
      const { State } = await inspectContainer(docker, id, signal);
      return { pid: State.Pid, startedAt: epochMs(State.StartedAt) };
    },
    signalContainer: (id, name, signal) => signalContainer(docker, id, name, signal),
    removeContainer: remove,
    exec: (id, command, timeoutMs, signal) => execIn(docker, id, command, timeoutMs, signal),
    inNamespace: sandboxes.run,
    watch: (signal) => watch({ docker, project, pod: pod.name, isRemoved: (id) => removed.has(id) }, signal),
    observe: (signal) => observe(docker, project, pod, signal),
    logs: (id, logOptions, signal) => readLogs(docker, id, logOptions, signal),
    removePod: async (signal) => {
      sandboxes.forget();
      await removeAll(docker, project, pod.name, signal, (id) => removed.add(id));
    },
  };
}
