import type Dockerode from 'dockerode';
import type { Container } from '../pod/model.ts';
import type { Images } from './images/images.ts';
import { createNamed, inspectContainer, removeContainer, startContainer } from './objects/containers.ts';
import { createBody } from './objects/create-body.ts';
import { containerLabels, type Owner } from './objects/labels.ts';
import { containerName } from './objects/names.ts';

/** A container that is added to a pod that runs. */
interface DebugRequest {
  readonly owner: Owner;
  /** The id of the pod's holder. */
  readonly holder: string;
  readonly container: Container;
  /** The id of the container whose processes it is to see. */
  readonly target?: string | undefined;
}

/** The engine's id of a container, and when it began, RFC 3339. */
export interface DebugContainer {
  readonly id: string;
  readonly startedAt: string;
}

/**
 * Makes and starts a container in the namespaces of a pod. It belongs to no order: nothing waits for it, it never restarts, and it goes
 * with the pod, as the role `tool` says. @throws EngineError with nothing left behind.
 */
export async function startDebugContainer(
  docker: Dockerode,
  images: Pick<Images, 'ensure' | 'facts'>,
  { owner, holder, container, target }: DebugRequest,
  signal: AbortSignal,
): Promise<DebugContainer> {
  await images.ensure(container, () => {}, signal);
  const image = await images.facts(container.image, signal);
  const around = { owner, attempt: 0, specHash: '', sandbox: holder, mountpoints: 'engine' as const };
  const body = createBody(container, { ...around, image: image.reference, imageUser: image.user });
  const name = containerName(owner.project, owner.pod.name, container.name, 0);
  const id = await createNamed(
    docker,
    name,
    {
      ...body,
      Labels: containerLabels(owner, { name: container.name, role: 'tool' }, 0, ''),
      HostConfig: {
        ...body.HostConfig,
        ...{ Mounts: [], Binds: [] },
        ...(target !== undefined && { PidMode: `container:${target}` }),
      },
    },
    signal,
  );
  try {
    await startContainer(docker, id, signal);
    return { id, startedAt: (await inspectContainer(docker, id, signal)).State.StartedAt };
  } catch (error) {
    await removeContainer(docker, id, new AbortController().signal);
    throw error;
  }
}

export interface DebugEnd {
  readonly exitCode: number;
  /** RFC 3339. */
  readonly finishedAt: string;
}

/** How a container has ended, once it has. Rejects when it was removed first. */
export async function debugContainerEnd(
  docker: Dockerode,
  id: string,
  signal: AbortSignal,
): Promise<DebugEnd> {
  await docker.getContainer(id).wait({ abortSignal: signal });
  const { State } = await inspectContainer(docker, id, signal);
  return { exitCode: State.ExitCode, finishedAt: State.FinishedAt };
}
