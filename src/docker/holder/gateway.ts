import type Dockerode from 'dockerode';
import { EngineError, type SandboxAddress, type ServiceGateway } from '../../supervisor/ports.ts';
import { inspectContainer, removeContainer, startContainer } from '../objects/containers.ts';
import { createOwn } from '../objects/create-own.ts';
import { gatewayBody } from '../objects/gateway-body.ts';
import { isNeeded, membersOf } from '../objects/gateways.ts';
import { labels, type Owner } from '../objects/labels.ts';
import { gatewayName } from '../objects/names.ts';
import { isOurs } from '../objects/ours.ts';
import { ensureNetworks } from '../objects/pod-networks.ts';
import { addressOf } from '../observe.ts';
import { statusOf } from '../transport/errors.ts';
import { openExec } from './open-exec.ts';
import { createRunner } from './runner.ts';
import { agent } from './sandboxes.ts';

interface GatewayContext {
  readonly docker: Dockerode;
  readonly owner: Owner;
  readonly image: string;
}

/** The gateway of a pod. It outlives the pod's holder, so that its ports stay the same, and the pod where it leads to others. */
export function createGateway(context: GatewayContext): ServiceGateway {
  const name = gatewayName(context.owner.project, context.owner.pod.name);
  let work: Promise<unknown> = Promise.resolve();
  const open = (signal: AbortSignal): Promise<SandboxAddress> => {
    const opened = work.then(() => ensure(context, name, signal));
    work = opened.catch(() => {});
    return opened;
  };
  const runner = createRunner(async (signal) => {
    await open(signal);
    const { socket } = await openExec(context.docker, name, { command: agent }, true, signal);
    return socket;
  });
  return { open, inNamespace: runner.run, close: runner.close };
}

/** Leaves one that runs and publishes what it should; otherwise makes a new one. */
async function ensure(
  { docker, owner, image }: GatewayContext,
  name: string,
  signal: AbortSignal,
): Promise<SandboxAddress> {
  const body = gatewayBody(owner, image);
  const found = await find(docker, name, signal);
  const isSame = found?.Config.Labels[labels.specHash] === body.Labels![labels.specHash];
  const address = found && isSame ? addressOf(found) : undefined;
  if (address) return address;
  if (found && isOurs([found.Name], found.Config.Labels)) await removeContainer(docker, found.Id, signal);
  await mustBeNeeded(docker, owner, signal);
  await ensureNetworks(docker, owner, signal);
  const id = await createOwn(docker, name, body, signal);
  try {
    await startContainer(docker, id, signal);
    // The last pod behind it may have gone meanwhile, and found no gateway to remove.
    await mustBeNeeded(docker, owner, signal);
  } catch (error) {
    await removeContainer(docker, id, signal).catch(() => {});
    throw error;
  }
  const started = addressOf(await inspectContainer(docker, id, signal));
  if (!started) throw new EngineError('engine', `the gateway ${name} ended as soon as it was started`);
  return started;
}

async function find(
  docker: Dockerode,
  name: string,
  signal: AbortSignal,
): Promise<Dockerode.ContainerInspectInfo | undefined> {
  try {
    return await inspectContainer(docker, name, signal);
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** @throws EngineError when nothing is left of the pods to which the gateway leads. */
async function mustBeNeeded(docker: Dockerode, { project, pod }: Owner, signal: AbortSignal): Promise<void> {
  if (isNeeded(pod.name, await membersOf(docker, project, signal))) return;
  throw new EngineError('engine', 'the pods behind the gateway are gone');
}
