import type Dockerode from 'dockerode';
import { EngineError, type SandboxConnection } from '../../supervisor/ports.ts';
import { inspectContainer } from '../objects/containers.ts';
import { networkName } from '../objects/names.ts';
import { ensureNetwork } from '../objects/network.ts';
import { addressOf } from '../observe.ts';
import { call } from '../transport/call.ts';
import { deadlines } from '../transport/deadlines.ts';
import { statusOf } from '../transport/errors.ts';
import type { SandboxContext } from './sandbox.ts';

/**
 * Connects a holder that runs to the project's network, unless it is connected, under the names that it had from the start. The network
 * is made again where it is gone. Published ports come back with the connection. Undefined when the holder does not run.
 */
export async function connectSandbox(
  { docker, owner, ipv6 }: Pick<SandboxContext, 'docker' | 'owner' | 'ipv6'>,
  id: string,
  signal: AbortSignal,
): Promise<SandboxConnection | undefined> {
  const inspect = () =>
    inspectContainer(docker, id, signal).catch((error: unknown) => {
      if (statusOf(error) !== 404) throw error;
      return undefined;
    });
  const before = await inspect();
  if (!before?.State.Running) return undefined;
  const known = addressOf(before, owner.project);
  if (known) return { address: known, mended: false };
  await ensureNetwork(docker, owner.project, owner.version, ipv6, signal);
  const network = networkName(owner.project);
  await call(`connect the pod to ${network}`, deadlines.change, signal, (abortSignal) =>
    // @types/dockerode does not know that the call can be aborted.
    docker.getNetwork(network).connect({
      Container: id,
      EndpointConfig: { Aliases: [...owner.pod.network.aliases] },
      abortSignal,
    } as Dockerode.NetworkConnectOptions),
  );
  const after = await inspect();
  if (!after?.State.Running) return undefined;
  const address = addressOf(after, owner.project);
  if (!address) throw new EngineError('engine', `the pod has no address on ${network}`);
  return { address, mended: true };
}
