import type Dockerode from 'dockerode';
import type { Container, Pod } from '../../pod/model.ts';
import { hasServiceLinks, serviceVariables } from '../../pod/service-variables.ts';
import { clusterIPs } from '../../services/cluster-ip.ts';
import {
  type CreatedContainer,
  type CreateRequest,
  EngineError,
  type SandboxAddress,
} from '../../supervisor/ports.ts';
import type { Sandboxes } from '../holder/sandboxes.ts';
import { emptyTerminationLog } from '../holder/termination-log.ts';
import type { Images } from '../images/images.ts';
import { type ApiSocket, giveCredentials, withApiSocket } from './api-socket.ts';
import { type BodyContext, createBody } from './create-body.ts';
import { createOwn } from './create-own.ts';
import type { Owner } from './labels.ts';
import { containerName } from './names.ts';

interface CreateContext {
  readonly docker: Dockerode;
  readonly owner: Owner;
  readonly images: Images;
  readonly sandboxes: Sandboxes;
  /** Whether the engine itself mounts a part of a volume. */
  readonly mountsParts: boolean;
  readonly apiSocket?: ApiSocket | undefined;
}

/** Gathers what the body needs, all at once and only what this container wants, and creates the container. */
export async function createContainer(
  { docker, owner, images, sandboxes, mountsParts, apiSocket }: CreateContext,
  request: CreateRequest,
  signal: AbortSignal,
): Promise<CreatedContainer> {
  const { container, attempt, specHash, sandbox } = request;
  const [image, addresses, mountpoints] = await Promise.all([
    factsOf(images, container, signal),
    addressesFor(owner.pod, sandboxes, request, signal),
    mountsParts ? ('engine' as const) : sandboxes.mountpoints(sandbox, signal),
    attempt > 0 && emptyTerminationLog({ docker }, { sandbox, container: container.name }, signal),
  ]);
  const own = createBody(container, {
    owner,
    attempt,
    specHash,
    sandbox,
    image: image.reference,
    imageUser: image.user,
    mountpoints,
    ...addresses,
  });
  const body = withApiSocket(own, container, apiSocket);
  const name = containerName(owner.project, owner.pod.name, container.name, attempt);
  try {
    const id = await createOwn(docker, name, body, signal);
    await giveCredentials(docker, id, container, apiSocket, signal);
    return { id, stopSignal: container.stopSignal ?? image.stopSignal };
  } catch (error) {
    if (error instanceof EngineError && error.code === 'image-not-found') images.forget(container.image);
    throw error;
  }
}

/** An image that was built anew may have another user and another stop signal than the one that was looked at before. */
async function factsOf(images: Images, { image, engine }: Container, signal: AbortSignal) {
  const facts = await images.facts(image, signal);
  if (engine?.imageId === undefined || facts.id === engine.imageId) return facts;
  images.forget(image);
  return images.facts(image, signal);
}

type Addresses = Pick<BodyContext, 'podIP' | 'hostIP' | 'serviceVariables' | 'clusterIPs'>;

async function addressesFor(
  pod: Pod,
  sandboxes: Sandboxes,
  { container, sandbox, podIP }: CreateRequest,
  signal: AbortSignal,
): Promise<Addresses> {
  const wanted = container.env.flatMap((variable) => ('podField' in variable ? [variable.podField] : []));
  const links = hasServiceLinks(pod);
  if (wanted.length === 0 && !links) return {};
  if (podIP !== undefined && !wanted.includes('status.hostIP') && !links) return { podIP };
  const { address, hostIP } = await sandboxes.facts(sandbox, signal);
  return { podIP: address.ip, hostIP, ...(links && serviceAddresses(pod, address)) };
}

function serviceAddresses({ services = [], namespace }: Pod, address: SandboxAddress): Addresses {
  const addresses = clusterIPs(services, address);
  return { clusterIPs: addresses, serviceVariables: serviceVariables(services, addresses, namespace) };
}
